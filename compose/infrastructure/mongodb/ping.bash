# Asks MongoDB `{ ping: 1 }` in its own protocol; the shell of the image would take a second of processor time for it.
set -euo pipefail
exec 3<> /dev/tcp/127.0.0.1/27017

# OP_MSG of 51 bytes, request 1, no flags, one document: { ping: 1, $db: "admin" }.
printf '\x33\0\0\0\1\0\0\0\0\0\0\0\xdd\x07\0\0\0\0\0\0\0' >&3
printf '\x1e\0\0\0\x10ping\0\1\0\0\0\x02$db\0\x06\0\0\0admin\0\0' >&3

# The answer's header says how long it is; a healthy one has the double `ok: 1`.
length=$(head -c 4 <&3 | od -An -tu4)
head -c "$((length - 4))" <&3 | LC_ALL=C grep -qaP '\x01ok\x00\x00\x00\x00\x00\x00\x00\xf0\x3f'
