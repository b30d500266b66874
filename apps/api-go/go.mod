module observatory.example/api-go

go 1.26

require (
	observatory.example/libs/config v0.0.0
	observatory.example/libs/telemetry v0.0.0
)

require (
	github.com/beorn7/perks v1.0.1 // indirect
	github.com/cespare/xxhash/v2 v2.3.0 // indirect
	github.com/munnerz/goautoneg v0.0.0-20191010083416-a7dc8b61c822 // indirect
	github.com/prometheus/client_golang v1.24.1 // indirect
	github.com/prometheus/client_model v0.6.2 // indirect
	github.com/prometheus/common v0.70.1 // indirect
	github.com/prometheus/procfs v0.21.1 // indirect
	golang.org/x/sys v0.47.0 // indirect
	google.golang.org/protobuf v1.36.12 // indirect; 1.36.11 stops the linker from dropping methods that nobody calls: 1.6 MB more
)

replace (
	observatory.example/libs/config => ../../libs/go/config
	observatory.example/libs/telemetry => ../../libs/go/telemetry
)
