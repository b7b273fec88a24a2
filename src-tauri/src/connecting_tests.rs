#![allow(clippy::unwrap_used)]
use super::*;

fn refused(url: &str, ca: Option<CaFile>) -> clinic::Problem {
    let place = ServerAddress {
        url: url.to_owned(),
        code: String::new(),
        ca,
    };
    let Err(refused) = tauri::async_runtime::block_on(place.protocol()) else {
        panic!("accepted");
    };
    *refused.0
}

#[test]
fn a_file_that_holds_no_certificate_is_the_fault_of_its_field() {
    let folder = tempfile::tempdir().unwrap();
    let none = folder.path().join("none.pem");
    let odd = folder.path().join("odd.pem");
    std::fs::write(&odd, [0xff, 0xfe]).unwrap();
    let path = |path: &std::path::Path| {
        Some(CaFile::Path {
            path: path.display().to_string(),
        })
    };
    for (ca, reason) in [
        (path(&none), Reason::Unknown),
        (path(&odd), Reason::Malformed),
        (
            Some(CaFile::Picked {
                pem: "no certificate".to_owned(),
            }),
            Reason::Malformed,
        ),
    ] {
        let failure = refused("https://clinic.example.org", ca);
        assert_eq!(
            (failure.field.as_deref(), failure.reason),
            (Some("ca"), Some(reason))
        );
    }
}

#[test]
fn an_address_without_encryption_is_refused_whatever_is_trusted() {
    assert_eq!(
        refused("http://clinic.example.org", None).code,
        ProblemCode::PlainHttp
    );
}
