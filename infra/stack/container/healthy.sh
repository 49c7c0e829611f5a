#!/bin/bash
# healthy.sh PORT QUESTION ANSWER: sends QUESTION to the program in this container and looks for ANSWER in the first
# line of the reply. bash itself does this: a curl or a Node every two seconds in forty containers would be a load.
exec 3<>"/dev/tcp/127.0.0.1/$1" || exit 1
printf '%b\r\n' "$2" >&3
head -n 1 <&3 | grep -q "$3"
