package app

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"time"

	"observatory.example/api-go/internal/settings"
)

const healthcheckTimeout = 2 * time.Second

func (a App) healthcheck(ctx context.Context) int {
	if err := checkHealth(ctx, a); err != nil {
		line := strings.ReplaceAll(err.Error(), "\n ", "") // engines show the last line only
		fmt.Fprintf(a.Stderr, "%s: unhealthy: %s\n", name, line)
		return exitFailure
	}
	return exitOK
}

func checkHealth(ctx context.Context, a App) error {
	port, err := settings.LoadPort(a.Lookup)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, healthcheckTimeout)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, fmt.Sprintf("http://127.0.0.1:%d/health", port), nil)
	if err != nil {
		return err
	}

	response, err := new(http.Transport).RoundTrip(request) // not by the default one, which may go through a proxy
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("%s answered %s", request.URL, response.Status)
	}
	return nil
}
