#!/bin/sh
# Starts Lightbox from a disc or stick on Linux; says why if it cannot.

here=$(cd "$(dirname "$0")" && pwd) || exit 1
program="$here/VIEWER/LINUX/lightbox"

tell() { # in the language of the system, in whichever window there is
    case "${LC_ALL:-${LC_MESSAGES:-$LANG}}" in
        de*) head="Lightbox kann auf diesem Computer nicht starten."
             tail="Die Bilder sind trotzdem auf dem Datenträger: öffnen Sie INDEX.HTM, oder versuchen Sie es auf einem anderen Computer." ;;
        fr*) head="Lightbox ne peut pas démarrer sur cet ordinateur."
             tail="Les images sont bien sur le disque : ouvrez INDEX.HTM ou essayez un autre ordinateur." ;;
        es*) head="Lightbox no puede iniciarse en este ordenador."
             tail="Las imágenes están en el disco: abra INDEX.HTM o pruebe con otro ordenador." ;;
        it*) head="Lightbox non può avviarsi su questo computer."
             tail="Le immagini sono comunque sul disco: aprire INDEX.HTM o provare un altro computer." ;;
        *)   head="Lightbox cannot start on this computer."
             tail="The pictures are on the disc all the same: open INDEX.HTM, or try another computer." ;;
    esac
    text="$head

$1

$tail"
    printf '%s\n' "$text" >&2
    [ -n "$DISPLAY$WAYLAND_DISPLAY" ] || return 0
    if command -v zenity >/dev/null 2>&1; then
        zenity --error --no-markup --title=Lightbox --text="$text"
    elif command -v kdialog >/dev/null 2>&1; then
        kdialog --title Lightbox --error "$text"
    elif command -v xmessage >/dev/null 2>&1; then
        xmessage -center "$text"
    fi
}

if [ "$(uname -m)" != x86_64 ]; then
    tell "x86-64 (64 bit) – $(uname -m)"
    exit 4
fi
libc=$(getconf GNU_LIBC_VERSION 2>/dev/null)
libc=${libc#glibc 2.}
case "$libc" in
    '' | *[!0-9]*) tell "glibc ≥ 2.@GLIBC@"; exit 4 ;;
esac
if [ "$libc" -lt @GLIBC@ ]; then
    tell "glibc ≥ 2.@GLIBC@ (Ubuntu 22.04, Debian 12, Fedora 36 …) – 2.$libc"
    exit 4
fi
# What is at the start of a disc comes first, as far as that does not take long: its folders and
# the directory. Then Python in one piece, before it starts to ask for pieces here and there.
ls -R "$here/VIEWER/LINUX" >/dev/null 2>&1
ls -fR "$here" 2>/dev/null | head -n 3000 >/dev/null
head -c 600000 "$here/DICOMDIR" >/dev/null 2>&1
head -c 200000 "$program" >/dev/null 2>&1
cat "$here/VIEWER/LINUX/_internal/libpython3.11.so.1.0" >/dev/null 2>&1
head -c @BASE@ "$here/VIEWER/LINUX/_internal/base_library.zip" >/dev/null 2>&1

asked=$#
[ $# -gt 0 ] || set -- "$here"
"$program" "$@"
status=$?
if [ $status -eq 126 ] || [ $status -eq 127 ]; then
    # A medium mounted without the right to run programs: run from a copy, and take it away.
    copy=$(mktemp -d "${XDG_RUNTIME_DIR:-/tmp}/lightbox.XXXXXX") || { tell "$program"; exit 4; }
    trap 'rm -rf "$copy"' EXIT
    trap 'exit 130' INT TERM HUP
    cp -R "$here/VIEWER/LINUX/." "$copy/" && chmod +x "$copy/lightbox"
    "$copy/lightbox" "$@"
    status=$?
fi
case $status in
    126 | 127) tell "$program" ;;
    1 | 132 | 134 | 135 | 139) # it did not get as far as to say why; 135: a scratch in a library
        [ "$asked" -gt 0 ] || tell "$program" ;;
    255) tell "libpython3.11.so.1.0" ;; # the first code of all did not find or load Python
esac
exit $status
