#!/bin/sh
# Makes the fonts of this folder anew. README.md tells where its five arguments come from.
#   make.sh Inter.ttf NotoSansArabic.ttf NotoSansDevanagari.ttf NotoSansCJK-Regular.ttc FOLDER
set -eu
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -r "$work"' EXIT

# two weights of a variable font, each with the characters of a list alone
two_weights() {
	from=$1 name=$2 axes=$3 characters=$4
	for weight in 400:Regular 600:SemiBold; do
		# shellcheck disable=SC2086
		fonttools varLib.instancer "$from" wght="${weight%:*}" $axes --update-name-table \
			--output "$work/$name-${weight#*:}.ttf"
		fonttools subset "$work/$name-${weight#*:}.ttf" --unicodes="$characters" --layout-features='*' \
			--no-hinting --desubroutinize --output-file="$name-${weight#*:}.ttf"
	done
}

marks=U+0020-007E,U+00A0-00FF,U+2010-2027,U+202F,U+2030-203A,U+2060,U+2066-2069
latin=U+0100-024F,U+0250-02AF,U+02B0-036F,U+1E00-1EFF
greek=U+0370-03FF,U+1F00-1FFF
cyrillic=U+0400-052F
signs=U+2070-209F,U+20A0-20C0,U+2100-214F,U+2150-215F,U+2190-2199,U+2200-22FF,U+25A0-25FF,U+2610-2612,U+2713-2717
two_weights "$1" Inter "opsz=14" "$marks,$latin,$greek,$cyrillic,$signs"
two_weights "$2" NotoSansArabic "wdth=100" \
	"$marks,U+0600-06FF,U+0750-077F,U+08A0-08FF,U+200B-200F,U+FB50-FDFF,U+FE70-FEFF"
two_weights "$3" NotoSansDevanagari "wdth=100" \
	"$marks,U+0900-097F,U+1CD0-1CFF,U+200B-200D,U+A8E0-A8FF"

# what the national standards of four countries list: GB 2312, JIS X 0208, Big5 level 1, KS X 1001
python3 - "$work/cjk.txt" <<'LIST'
import sys

listed = {chr(code) for code in range(0x3000, 0x3100)} | {chr(code) for code in range(0xFF00, 0xFFF0)}
for codec, first in (("gb2312", 0xA1), ("euc_jp", 0xA1), ("euc_kr", 0xA1), ("big5", 0xA1)):
    for lead in range(first, 0xFF):
        for trail in range(0x40, 0xFF):
            if codec == "big5" and lead > 0xC6:
                continue
            try:
                text = bytes([lead, trail]).decode(codec)
            except UnicodeDecodeError:
                continue
            if len(text) == 1 and ord(text) >= 0x2E80:
                listed.add(text)
open(sys.argv[1], "w", encoding="utf-8").write("".join(sorted(listed)))
print(len(listed), "characters")
LIST
# the third font of the collection has the Chinese forms, and those of Japan and Korea by its feature locl
fonttools subset "$4" --font-number=2 --text-file="$work/cjk.txt" --layout-features=locl,ccmp,kern,mark \
	--no-hinting --output-file=NotoSansCJK-Regular.otf

# the regular weight of a script, with the marks that stand next to it
one_weight() {
	fonttools subset "$folder/NotoSans$1-Regular.ttf" --unicodes="$marks,U+200B-200F,$2" --layout-features='*' \
		--no-hinting --desubroutinize --output-file="NotoSans$1-Regular.ttf"
}
folder=$5
one_weight Armenian U+0530-058F,U+FB13-FB17
one_weight Bengali U+0964-0965,U+0980-09FF
one_weight Ethiopic U+1200-139F,U+2D80-2DDF
one_weight Georgian U+10A0-10FF,U+1C90-1CBF,U+2D00-2D2F
one_weight Gujarati U+0964-0965,U+0A80-0AFF
one_weight Gurmukhi U+0964-0965,U+0A00-0A7F
one_weight Hebrew U+0590-05FF,U+20AA,U+FB1D-FB4F
one_weight Kannada U+0964-0965,U+0C80-0CFF
one_weight Khmer U+1780-17FF,U+19E0-19FF
one_weight Lao U+0E80-0EFF
one_weight Malayalam U+0964-0965,U+0D00-0D7F
one_weight Myanmar U+1000-109F
one_weight Sinhala U+0964-0965,U+0D80-0DFF
one_weight Tamil U+0964-0965,U+0B80-0BFF
one_weight Telugu U+0964-0965,U+0C00-0C7F
one_weight Thai U+0E00-0E7F
