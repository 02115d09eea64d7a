//! A bare window of the same Tauri, with one still page: what the app's own start and memory are measured beside.

fn main() -> tauri::Result<()> {
    tauri::Builder::default().run(tauri::generate_context!("src-tauri/examples/bare/tauri.conf.json"))
}
