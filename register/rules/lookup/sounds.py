"""How a name sounds: one short code that spellings of the same spoken name share.

Own rules. The idea of a consonant skeleton is Soundex (Russell, US patent 1,261,167, 1918); context rules before
the skeleton are Metaphone's (Philips, "The double metaphone search algorithm", C/C++ Users Journal, June 2000); Slavic
and Germanic digraphs follow the reasoning of Daitch and Mokotoff (Avotaynu, 1985). Irish lenition (bh, mh as v;
silent dh, gh), Welsh dd and Arabic and South Asian aspirates are added for the names heard in England and Wales.
The code is deliberately coarse: it gathers candidates, and spelling ranks them.
"""

import re
from functools import lru_cache

_LONGEST_CODE = 8

# Applied in this order to the normalised word. Lower case is still spelling; capitals are finished sounds.
_RESPELLINGS = [
    (re.compile(pattern), sound)
    for pattern, sound in (
        # Slavic endings by gender and transliteration: Kowalska, Kowalsky, Kowalskaya, Ivanova, Ivanoff.
        (r"(?<=[sc])k(?:a|y|yy|iy|ij|yj|aya|aia|aja|ie)$", "ki"),
        (r"(?<=[aeioy][bcdfghjklmnprstvz])ova$", "ov"),
        (r"(?<=[aeioy][bcdfghjklmnprstvz])owa$", "ov"),
        (r"(?:ow|of)f$", "ov"),
        # Polish w is v where the rest of the word says it is Polish.
        (r"^wl(?=a)|^vl(?=a)", "vl"),
        (r"^w(?=[rs][aeiou])(?!ri)", "v"),
        (r"(?<=o)[jy](?:c|t[sz])(?=[iy]k)", "S"),
        (r"^wo[jy]", "vo"),
        (r"^wo(?=Sik)", "vo"),
        (r"^kow(?=al)", "kov"),
        (r"^now(?=[aio])", "nov"),
        (r"^lewa", "leva"),
        (r"slaw", "slav"),
        (r"w(?=sk)", "v"),
        (r"wi(?:cz|ch)(?=$)", "vich"),
        (r"sz?cz", "S"),
        (r"(?<=[pkgtb])rz", "S"),
        (r"rz(?=$|[aeiou]?$|e[jy])", "S"),
        (r"cz", "J"),
        (r"sz", "S"),
        (r"(?<=[aeiou])j(?=[^aeiou]|$)", ""),
        # Irish and Scottish.
        (r"^eoi?(?=[gn])", "o"),
        (r"^ci(?=a|ll)|^ce(?=all|ri|ry)", "ki"),
        (r"c(?=aoi|ao)", "k"),
        (r"(?<=[aeiou])[bm]h", "v"),
        (r"[bm]h(?=[aeiou])", "v"),
        (r"(?<=[aeiou])dh(?=$|[gbm])", ""),
        (r"(?<=[aeiou])dhg", "g"),
        # Silent gh: Leigh, Hughes, Callaghan, Gallagher, Doughty; kept in Raghav, Ghulam, Sanghera.
        (r"ngh", "ng"),
        (r"(?<=[aeiou])gh(?=$|t|e?s$|[ae]n$|n$|e[ry]$|ert)", ""),
        (r"gh", "g"),
        # Greek, German and English digraphs.
        (r"^(?:kn|gn|pn)", "n"),
        (r"^wr", "r"),
        (r"^ps|^x", "s"),
        (r"x", "ks"),
        (r"ph", "f"),
        (r"sch(?=[mnwlr])", "S"),
        (r"sch(?=[oaeiu])", "sk"),
        (r"ch(?=r|l)|(?<=[mn]i)ch(?=ae|al)|(?<=[rao]o)ch(?=$|l)|(?<=rdo)ch", "k"),
        (r"(?<=i)ch(?=elle?$)|^ch(?=arl?ot|ant[ae]|er[iy]l|ev)", "S"),
        (r"t?ch", "J"),
        (r"dg(?=[eiy])", "J"),
        (r"sh", "S"),
        (r"th|dd|dh", "t"),
        (r"kh|ck|q", "k"),
        (r"mb$", "m"),
        (r"(?<=m)p(?=[st])", ""),
        (r"c(?=[eiy])", "S"),
        (r"^g(?=e|ill(?:ian)?$|in[aeno]|io|ia)|(?<!g)(?<!^)g(?=e|i[aeln]|y[^n])(?!er[^aeiou]|gs)", "J"),
    )
]
_CODES = str.maketrans(
    {"v": "F", "f": "F", "p": "P", "b": "B", "t": "T", "d": "T", "k": "K", "c": "K", "g": "K", "j": "J"}
    | {"s": "S", "z": "S", "l": "L", "m": "M", "n": "N", "r": "R", "y": "-", "w": "-", "h": "h"}
    | dict.fromkeys("aeiou", "-")
)
_SILENT_H = re.compile(r"(?<=.)h")
_REPEATED = re.compile(r"(.)\1+")


@lru_cache(maxsize=262144)
def sound_of(word: str) -> str:
    """The sound code of a normalised word, 1 to 8 capitals; empty only for an empty word.

    "siobhan" and "shivon" both give "SFN"; "mohamed" and "muhammad" give "MMT".
    """
    if not word:
        return ""
    spelled = word
    for pattern, respelling in _RESPELLINGS:
        spelled = pattern.sub(respelling, spelled)
    code = _SILENT_H.sub("", spelled).translate(_CODES)
    first = "W" if spelled[:1] == "w" else "A" if code[:1] == "-" else ""
    skeleton = _REPEATED.sub(r"\1", code).replace("-", "").upper()
    return (first + skeleton)[:_LONGEST_CODE]
