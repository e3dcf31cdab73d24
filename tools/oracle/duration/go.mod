module slipway.dev/oracle/duration

go 1.26.0
