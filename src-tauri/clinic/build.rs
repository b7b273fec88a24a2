//! Links what is built for development at a fixed address. Half a million places of such a program are otherwise
//! corrected each time that it starts, which takes longer than most tests.

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    let is_development = std::env::var("PROFILE").is_ok_and(|profile| profile == "debug");
    let is_linux = std::env::var("CARGO_CFG_TARGET_OS").is_ok_and(|system| system == "linux");
    if is_development && is_linux {
        println!("cargo:rustc-link-arg=-no-pie");
    }
}
