#!/bin/bash
# healthy.sh PORT QUESTION ANSWER: asks the program in this container and looks for ANSWER in the first line that comes
# back. Asked by bash itself, because a curl or a Node every two seconds in forty containers would be a load of its own.
exec 3<>"/dev/tcp/127.0.0.1/$1" || exit 1
printf '%b\r\n' "$2" >&3
head -n 1 <&3 | grep -q "$3"
