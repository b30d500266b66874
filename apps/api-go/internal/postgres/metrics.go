package postgres

import "github.com/prometheus/client_golang/prometheus"

var (
	connections = prometheus.NewDesc("database_pool_connections", "Connections to the database now, by state.", []string{"state"}, nil)
	maximum     = prometheus.NewDesc("database_pool_connections_max", "Connections to the database that there may be.", nil, nil)
	acquired    = prometheus.NewDesc("database_pool_acquires_total", "Connections taken from the pool.", nil, nil)
	waited      = prometheus.NewDesc("database_pool_waits_total", "Connections taken that were not there at once.", nil, nil)
	waiting     = prometheus.NewDesc("database_pool_wait_seconds_total", "Time spent waiting for connections.", nil, nil)
	given       = prometheus.NewDesc("database_pool_canceled_acquires_total", "Waits for a connection that were given up.", nil, nil)
)

// Describe implements [prometheus.Collector].
func (p *Pool) Describe(descriptions chan<- *prometheus.Desc) {
	prometheus.DescribeByCollect(p, descriptions)
}

// Collect implements [prometheus.Collector].
func (p *Pool) Collect(metrics chan<- prometheus.Metric) {
	stat := p.sessions.Stat()
	gauge := func(desc *prometheus.Desc, value int32, labels ...string) {
		metrics <- prometheus.MustNewConstMetric(desc, prometheus.GaugeValue, float64(value), labels...)
	}
	counter := func(desc *prometheus.Desc, value float64) {
		metrics <- prometheus.MustNewConstMetric(desc, prometheus.CounterValue, value)
	}
	gauge(connections, stat.AcquiredResources(), "acquired")
	gauge(connections, stat.IdleResources(), "idle")
	gauge(connections, stat.ConstructingResources(), "constructing")
	gauge(maximum, stat.MaxResources())
	counter(acquired, float64(stat.AcquireCount()))
	counter(waited, float64(stat.EmptyAcquireCount()))
	counter(waiting, stat.EmptyAcquireWaitTime().Seconds())
	counter(given, float64(stat.CanceledAcquireCount()))
}
