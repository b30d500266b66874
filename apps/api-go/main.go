// Api-go answers queries over the calls to language models that core holds.
package main

import (
	"context"
	_ "embed"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"observatory.example/api-go/internal/app"
)

//go:embed version.txt
var version string

func main() {
	// Signals stay caught to the end: a terminal and a task runner both pass Ctrl-C on, and the second of the two must not
	// cut off what the first lets finish.
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT)
	code := app.App{
		Version: strings.TrimSpace(version),
		Lookup:  os.LookupEnv,
		Stdout:  os.Stdout,
		Stderr:  os.Stderr,
	}.Run(ctx, os.Args[1:])
	stop()
	os.Exit(code)
}
