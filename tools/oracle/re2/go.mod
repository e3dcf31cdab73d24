module slipway.dev/oracle/re2

go 1.26.0

require github.com/bmatcuk/doublestar/v4 v4.9.2
