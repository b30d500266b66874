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
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT)
	context.AfterFunc(ctx, stop) // a second signal ends the process at once
	os.Exit(app.App{
		Version: strings.TrimSpace(version),
		Lookup:  os.LookupEnv,
		Stdout:  os.Stdout,
		Stderr:  os.Stderr,
	}.Run(ctx, os.Args[1:]))
}
