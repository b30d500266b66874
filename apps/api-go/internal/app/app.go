// Package app is the command line of api-go.
package app

import (
	"context"
	"fmt"
	"io"

	"observatory.example/api-go/internal/settings"
	"observatory.example/libs/config"
)

const name = "api-go"

// The exit codes, of which 64 and 78 are EX_USAGE and EX_CONFIG of sysexits.h.
const (
	exitOK      = 0
	exitFailure = 1
	exitUsage   = 64
	exitConfig  = 78
)

const usage = `Answers queries over the calls to language models that core holds.

Usage:
  api-go [serve]       answer queries until SIGTERM or SIGINT
  api-go healthcheck   exit 0 if a server on this machine is healthy
  api-go --version     print the version
  api-go --help        print this text

`

// App is the program and the world it runs in.
type App struct {
	Version        string
	Lookup         config.Lookup
	Stdout, Stderr io.Writer
}

// Run carries out the command that args name until it is done or ctx ends, and returns the exit code.
func (a App) Run(ctx context.Context, args []string) int {
	command := "serve"
	if len(args) > 0 {
		command = args[0]
	}
	if len(args) > 1 {
		return a.refuse("too many arguments")
	}
	switch command {
	case "serve":
		return a.serve(ctx)
	case "healthcheck":
		return a.healthcheck(ctx)
	case "--version":
		fmt.Fprintln(a.Stdout, name, a.Version)
		return exitOK
	case "--help":
		fmt.Fprint(a.Stdout, usage, settings.Help)
		return exitOK
	}
	return a.refuse(fmt.Sprintf("unknown argument %q", command))
}

func (a App) refuse(wrong string) int {
	fmt.Fprintf(a.Stderr, "%s: %s\n\n%s", name, wrong, usage)
	return exitUsage
}
