//! A word that only sealed values contain, and the search for it in all bytes that an attacker could read.

use std::{fs, path::Path};

use data_encoding::{BASE64, HEXLOWER};

/// Is in every sealed text and byte string of a sample row. Short enough for the shortest field.
pub const CANARY: &str = "Kanarie7zQxJ";
/// The digits of every sealed number of a sample row.
pub const CANARY_DIGITS: i64 = 8_274_619_305;

/// The forms in which the canary could leak, each with its name.
pub fn forms() -> Vec<(&'static str, Vec<u8>)> {
    let plain = CANARY.as_bytes();
    let digits = CANARY_DIGITS.to_string();
    let utf16 = |order: fn(u16) -> [u8; 2]| CANARY.encode_utf16().flat_map(order).collect();
    let mut forms = vec![
        ("utf-8", plain.to_vec()),
        ("lower case", CANARY.to_lowercase().into_bytes()),
        ("upper case", CANARY.to_uppercase().into_bytes()),
        ("reversed", plain.iter().rev().copied().collect()),
        ("utf-16 little-endian", utf16(u16::to_le_bytes)),
        ("utf-16 big-endian", utf16(u16::to_be_bytes)),
        ("hexadecimal", HEXLOWER.encode(plain).into_bytes()),
        (
            "upper hexadecimal",
            HEXLOWER.encode(plain).to_uppercase().into_bytes(),
        ),
        ("digits", digits.clone().into_bytes()),
        (
            "digits in hexadecimal",
            HEXLOWER.encode(digits.as_bytes()).into_bytes(),
        ),
        ("number", CANARY_DIGITS.to_be_bytes()[3..].to_vec()),
        (
            "number in hexadecimal",
            HEXLOWER
                .encode(&CANARY_DIGITS.to_be_bytes()[3..])
                .into_bytes(),
        ),
    ];
    // a text inside a longer one falls on one of three offsets of base64
    for skip in 0..3 {
        forms.push(("base64", base64(&plain[skip..])));
    }
    forms
}

/// Returns the names of the forms that `bytes` contain.
pub fn forms_in(bytes: &[u8]) -> Vec<&'static str> {
    let forms = forms();
    let mut hits = Vec::new();
    for (name, form) in &forms {
        if contains(bytes, form) {
            hits.push(*name);
        }
    }
    hits
}

/// Returns every file below a folder with the forms that it contains.
pub fn files_with_forms(folder: &Path) -> Vec<(String, Vec<&'static str>)> {
    let mut hits = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            hits.extend(files_with_forms(&path));
        } else {
            let bytes = fs::read(&path).unwrap();
            let forms = forms_in(&bytes);
            if !forms.is_empty() {
                hits.push((path.display().to_string(), forms));
            }
        }
    }
    hits
}

fn contains(bytes: &[u8], form: &[u8]) -> bool {
    let Some((first, rest)) = form.split_first() else {
        return false;
    };
    let mut bytes = bytes;
    while let Some(index) = bytes.iter().position(|byte| byte == first) {
        bytes = &bytes[index + 1..];
        if bytes.starts_with(rest) {
            return true;
        }
    }
    false
}

/// Without the last group, which what follows would change.
fn base64(bytes: &[u8]) -> Vec<u8> {
    let groups = bytes.as_chunks::<3>().0;
    BASE64.encode(groups.as_flattened()).into_bytes()
}
