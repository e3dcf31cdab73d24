module slipway.dev/oracle/re2

go 1.26.0
