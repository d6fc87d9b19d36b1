#!/usr/bin/env bash
# Succeeds when EvOps on this port of this machine can do its work. The image has neither curl nor wget; bash itself can speak to a socket.
port=${1:-5080}
exec 3<> "/dev/tcp/127.0.0.1/$port" || exit 1
printf 'GET /health/ready HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n' >&3
IFS=' ' read -r -t 4 _ status _ <&3
[ "$status" = 200 ]
