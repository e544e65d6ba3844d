"""What is said before there is a window, in the languages of those who get discs."""

import os

_WORDS = {
    "en": (
        "Lightbox is being read from the disc …",
        "Lightbox cannot start on this computer.",
        "A part of the system is missing: {}",
        "A part of the program was not allowed to load: {}",
        "This computer's system is too old for it; it needs {}.",
        "The pictures are on the disc all the same: open INDEX.HTM, or try another computer.",
        "Lightbox is being copied to this computer …",
        "Copy to this computer first: faster",
        "The copy is removed when Lightbox is closed.",
        "Lightbox could not be copied to this computer: {}",
        "A part of the program cannot be read: {}",
    ),
    "de": (
        "Lightbox wird vom Datenträger gelesen …",
        "Lightbox kann auf diesem Computer nicht starten.",
        "Ein Teil des Systems fehlt: {}",
        "Ein Teil des Programms durfte nicht geladen werden: {}",
        "Das System dieses Computers ist zu alt dafür; nötig ist {}.",
        "Die Bilder sind auf dem Datenträger: INDEX.HTM öffnen oder einen anderen Computer nehmen.",
        "Lightbox wird auf diesen Computer kopiert …",
        "Erst auf diesen Computer kopieren: schneller",
        "Die Kopie wird entfernt, wenn Lightbox geschlossen wird.",
        "Lightbox konnte nicht auf diesen Computer kopiert werden: {}",
        "Ein Teil des Programms ist nicht lesbar: {}",
    ),
    "fr": (
        "Lecture de Lightbox depuis le disque …",
        "Lightbox ne peut pas démarrer sur cet ordinateur.",
        "Il manque un élément du système : {}",
        "Un élément du programme n'a pas pu être chargé : {}",
        "Le système de cet ordinateur est trop ancien ; il faut {}.",
        "Les images sont bien sur le disque : ouvrez INDEX.HTM ou essayez un autre ordinateur.",
        "Copie de Lightbox sur cet ordinateur …",
        "Copier d'abord sur cet ordinateur : plus rapide",
        "La copie est supprimée à la fermeture de Lightbox.",
        "Lightbox n'a pas pu être copié sur cet ordinateur : {}",
        "Une partie du programme est illisible : {}",
    ),
    "es": (
        "Leyendo Lightbox del disco …",
        "Lightbox no puede iniciarse en este ordenador.",
        "Falta una parte del sistema: {}",
        "No se permitió cargar una parte del programa: {}",
        "El sistema de este ordenador es demasiado antiguo; se necesita {}.",
        "Las imágenes están en el disco: abra INDEX.HTM o pruebe con otro ordenador.",
        "Copiando Lightbox en este ordenador …",
        "Copiar antes en este ordenador: más rápido",
        "La copia se elimina al cerrar Lightbox.",
        "No se pudo copiar Lightbox en este ordenador: {}",
        "No se puede leer una parte del programa: {}",
    ),
    "it": (
        "Lettura di Lightbox dal disco …",
        "Lightbox non può avviarsi su questo computer.",
        "Manca una parte del sistema: {}",
        "Non è stato permesso caricare una parte del programma: {}",
        "Il sistema di questo computer è troppo vecchio; serve {}.",
        "Le immagini sono comunque sul disco: aprire INDEX.HTM o provare un altro computer.",
        "Copia di Lightbox su questo computer …",
        "Prima copiare su questo computer: più veloce",
        "La copia viene rimossa alla chiusura di Lightbox.",
        "Non è stato possibile copiare Lightbox su questo computer: {}",
        "Una parte del programma non è leggibile: {}",
    ),
}
READING, CANNOT_START, MISSING, BLOCKED, TOO_OLD, WHAT_NOW = range(6)
COPYING, COPY_FIRST, IS_REMOVED, NOT_COPIED, DAMAGED = range(6, 11)


def say(what: int, detail: str = "") -> str:
    """One of the sentences above in the language of the system."""
    return _WORDS[_language()][what].format(detail)


def _language() -> str:
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        code = os.environ.get(name, "")[:2].lower()
        if code:
            return code if code in _WORDS else "en"
    return _windows_language() if os.name == "nt" else "en"


def _windows_language() -> str:
    try:
        import ctypes  # noqa: PLC0415  Windows only
    except ImportError:  # it is what cannot be read
        return "en"
    codes = {0x07: "de", 0x0C: "fr", 0x0A: "es", 0x10: "it"}  # primary languages of a LANGID
    kernel = getattr(ctypes, "windll").kernel32  # noqa: B009  absent elsewhere
    return codes.get(kernel.GetUserDefaultUILanguage() & 0x3FF, "en")
