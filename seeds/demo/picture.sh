#!/usr/bin/env bash
# Opens the window, waits until it has painted something, and leaves a picture of it.
# Usage: picture.sh PROGRAM PICTURE
set -euo pipefail

"$1" &
window=$!
trap 'kill -TERM "$window" 2> /dev/null || true' EXIT

# a blank screen has one or two colours; text has many
for _ in $(seq 150); do
    kill -0 "$window" || exit 1
    import -window root "$2.part.png"
    if [ "$(identify -format '%k' "$2.part.png")" -gt 40 ]; then
        # one more look after fonts and layout have settled
        sleep 1
        import -window root "$2.part.png"
        mv "$2.part.png" "$2"
        exit 0
    fi
    sleep 0.2
done
echo "Nothing was painted within 30 seconds." >&2
exit 1
