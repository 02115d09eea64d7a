//! The shell: the only place that names Tauri. It opens the window, hands what arrives there to the core, and
//! keeps the answers that are being written, so that a page may come and go.

#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

mod answers;
mod asking;
mod commands;
mod desktop;
mod pictures;
mod places;
mod record;
mod settings_file;
mod whatsit;
mod windows;

use std::path::PathBuf;

use clap::Parser;
use tauri::Manager;

use crate::commands::{account, answers as answer, history, pictures as picture, settings};
use crate::desktop::open_with::{self, Arrivals};
use crate::places::Places;
use crate::whatsit::Whatsit;

/// Drop a picture, ask a question, read the answer.
#[derive(Parser)]
#[command(version)]
struct Arguments {
    /// Keep everything in this folder instead of the system's usual places.
    #[arg(long, value_name = "DIR")]
    data_dir: Option<PathBuf>,
    /// Pictures to ask about.
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,
}

fn main() -> tauri::Result<()> {
    let arguments = Arguments::parse();
    let mut context = tauri::generate_context!();
    open_with::name_after(context.config_mut(), arguments.data_dir.as_deref());
    tauri::Builder::default()
        .plugin(open_with::only_one())
        .manage(Arrivals::default())
        .plugin(tauri_plugin_dialog::init())
        .plugin(tauri_plugin_opener::init())
        .plugin(tauri_plugin_store::Builder::new().build())
        .invoke_handler(tauri::generate_handler![
            history::start,
            history::new_conversation,
            settings::listen,
            settings::change_settings,
            settings::consent,
            settings::open_web_page,
            picture::choose_pictures,
            picture::add_sample,
            picture::remove_picture,
            picture::preview,
            answer::ask,
            answer::ask_again,
            answer::watch,
            answer::stop,
            answer::copy_answer,
            account::save_key,
            account::remove_key,
        ])
        .setup(move |app| {
            let places = Places::find(app.handle(), arguments.data_dir)?;
            app.manage(Whatsit::open(app.handle(), &places)?);
            desktop::window::open(app.handle(), &places)?;
            open_with::hand_over(app.handle(), arguments.files);
            Ok(())
        })
        .build(context)?
        .run(|app, event| open_with::hear(app, &event));
    Ok(())
}
