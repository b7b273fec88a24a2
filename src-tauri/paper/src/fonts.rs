//! The fonts of the program, in the order in which they are tried.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use typst::foundations::Bytes;
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;

/// What `fonts/make.sh` made; `README.md` has sources and licence.
const FILES: [&[u8]; 23] = [
    include_bytes!("../fonts/Inter-Regular.ttf"),
    include_bytes!("../fonts/Inter-SemiBold.ttf"),
    include_bytes!("../fonts/NotoSansArabic-Regular.ttf"),
    include_bytes!("../fonts/NotoSansArabic-SemiBold.ttf"),
    include_bytes!("../fonts/NotoSansDevanagari-Regular.ttf"),
    include_bytes!("../fonts/NotoSansDevanagari-SemiBold.ttf"),
    include_bytes!("../fonts/NotoSansArmenian-Regular.ttf"),
    include_bytes!("../fonts/NotoSansBengali-Regular.ttf"),
    include_bytes!("../fonts/NotoSansEthiopic-Regular.ttf"),
    include_bytes!("../fonts/NotoSansGeorgian-Regular.ttf"),
    include_bytes!("../fonts/NotoSansGujarati-Regular.ttf"),
    include_bytes!("../fonts/NotoSansGurmukhi-Regular.ttf"),
    include_bytes!("../fonts/NotoSansHebrew-Regular.ttf"),
    include_bytes!("../fonts/NotoSansKannada-Regular.ttf"),
    include_bytes!("../fonts/NotoSansKhmer-Regular.ttf"),
    include_bytes!("../fonts/NotoSansLao-Regular.ttf"),
    include_bytes!("../fonts/NotoSansMalayalam-Regular.ttf"),
    include_bytes!("../fonts/NotoSansMyanmar-Regular.ttf"),
    include_bytes!("../fonts/NotoSansSinhala-Regular.ttf"),
    include_bytes!("../fonts/NotoSansTamil-Regular.ttf"),
    include_bytes!("../fonts/NotoSansTelugu-Regular.ttf"),
    include_bytes!("../fonts/NotoSansThai-Regular.ttf"),
    include_bytes!("../fonts/NotoSansCJK-Regular.otf"),
];

pub struct Fonts {
    pub all: Vec<Font>,
    pub book: LazyHash<FontBook>,
}

pub static FONTS: LazyLock<Fonts> = LazyLock::new(|| {
    let files = FILES.iter().map(|file| Bytes::new(*file));
    let all: Vec<Font> = files.flat_map(Font::iter).collect();
    let book = LazyHash::new(FontBook::from_fonts(&all));
    Fonts { all, book }
});

/// Returns the characters of a text that no font has, each once.
pub fn missing<'a>(texts: impl IntoIterator<Item = &'a str>) -> Vec<char> {
    let is_there = |letter: char| {
        let fonts = FONTS.all.iter();
        let mut coverages = fonts.map(|font| &font.info().coverage);
        coverages.any(|coverage| coverage.contains(u32::from(letter)))
    };
    let letters = texts.into_iter().flat_map(str::chars).map(shown);
    let shown: BTreeSet<char> = letters.filter(|letter| !is_invisible(*letter)).collect();
    shown
        .into_iter()
        .filter(|letter| !is_there(*letter))
        .collect()
}

/// Returns how a character is printed. A control character has no glyph in any font, and a PDF that is to be read aloud
/// takes none without; that there was one is seen.
pub fn shown(letter: char) -> char {
    match letter {
        '\t' | '\n' | '\r' => letter,
        // a byte order mark within a text is a word joiner
        '\u{feff}' => '\u{2060}',
        // the last two of each plane are no characters
        _ if letter.is_control() || u32::from(letter) & 0xfffe == 0xfffe => {
            char::REPLACEMENT_CHARACTER
        }
        _ => letter,
    }
}

/// Returns whether a character has no glyph in any text: what a line breaks at, joins or turns its direction by.
fn is_invisible(letter: char) -> bool {
    letter.is_control()
        || matches!(letter, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{e0100}'..='\u{e01ef}')
}
