#!/bin/sh
# PID 1 of every container of the lab. It runs one program and outlives it, so that the container keeps its address while
# the program is killed and started again: connections are then refused, as on a machine whose process died. (When the
# container dies too, its address is gone, packets lead nowhere, and clients wait: another fault, with its own name.)
#
#   USR2  start the program again
#   TERM  end the program, then the container
#
# A program that fails by itself takes the container along, like any other. inside.sh has the verbs.
set -u
pid_file=/tmp/lab.pid
extra_environment=/tmp/lab.env
child='' stopping='' again=yes status=0

trap 'again=yes' USR2
trap 'stopping=yes; [ -z "$child" ] || kill -s TERM "$child" 2>/dev/null' TERM INT

while [ -z "$stopping" ]; do
  if [ -n "$again" ]; then
    again=''
    # A session of its own makes a process group of its own: a signal reaches what the program forks, and not us.
    (
      if [ -f "$extra_environment" ]; then . "$extra_environment"; fi
      exec setsid "$@"
    ) &
    child=$!
    echo "$child" >"$pid_file"
    # `wait` also returns when a signal for us has come in: look again whether the program is still there.
    while kill -0 "$child" 2>/dev/null; do
      wait "$child" 2>/dev/null
      status=$?
    done
    child=''
    rm -f "$pid_file"
    # 0: told to end. 128 and more: ended by a signal. Else it failed.
    if [ "$status" -gt 0 ] && [ "$status" -lt 128 ]; then exit "$status"; fi
  else
    # In short sleeps: a signal between the test above and the sleep would be noticed only after it.
    sleep 1 &
    wait "$!"
  fi
done
exit 0
