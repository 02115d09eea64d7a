//! Every input that the fuzz targets were given, or have found, keeps what holds for any bytes.
#![allow(clippy::unwrap_used, clippy::print_stdout)] // a file that fails is named

use std::fs;
use std::path::Path;

#[path = "../fuzz/properties.rs"]
mod properties;

fn replay(target: &str, property: fn(&[u8])) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus").join(target);
    let files: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert!(!files.is_empty());
    for file in files {
        let bytes = fs::read(&file).unwrap();
        println!("{}", file.display());
        property(&bytes);
    }
}

#[test]
fn bodies_do_not_depend_on_how_they_are_cut() {
    replay("framing", properties::framing);
}

#[test]
fn chunks_are_read_alike_whatever_stood_before() {
    replay("chunk", properties::chunk);
}

#[test]
fn refusals_show_nothing_they_should_not() {
    replay("failure", properties::failure);
}
