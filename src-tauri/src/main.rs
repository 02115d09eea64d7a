//! The shell: the only place that names Tauri. It opens the window, hands what arrives there to the core, and
//! keeps the answers that are being written, so that a page may come and go.

#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

mod answers;
mod asking;
mod commands;
mod desktop;
mod faults;
mod last_words;
mod pictures;
mod places;
mod record;
#[cfg(debug_assertions)]
mod rehearsal;
mod report;
mod whatsit;
mod windows;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use clap::Parser;
use tauri::{Manager, RunEvent};
use whatsit_core::log::Entry;

use crate::commands::{
    account, answers as answer, history, pictures as picture, report as problem, settings, window,
};
use crate::desktop::open_with::{self, Arrivals};
use crate::faults::Faults;
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

fn main() -> ExitCode {
    if last_words::were_said() {
        return ExitCode::SUCCESS;
    }
    let arguments = Arguments::parse();
    let faults = Faults::watch();
    if let Ok(Ok(())) = catch_unwind(AssertUnwindSafe(|| run(arguments, Arc::clone(&faults)))) {
        return ExitCode::SUCCESS;
    }
    faults.say_last_words();
    ExitCode::FAILURE
}

fn run(arguments: Arguments, faults: Arc<Faults>) -> tauri::Result<()> {
    let mut context = tauri::generate_context!();
    open_with::name_after(context.config_mut(), arguments.data_dir.as_deref());
    let builder = tauri::Builder::default();
    #[cfg(target_os = "macos")]
    let builder = builder.on_web_content_process_terminate(desktop::page::reload_dead);
    builder
        .plugin(open_with::only_one())
        .manage(Arrivals::default())
        .plugin(tauri_plugin_dialog::init())
        .plugin(tauri_plugin_opener::init())
        .invoke_handler(faults::sheltering(tauri::generate_handler![
            history::start,
            history::new_conversation,
            history::write_draft,
            settings::listen,
            settings::change_settings,
            settings::consent,
            settings::open_web_page,
            picture::choose_pictures,
            picture::add_sample,
            picture::paste,
            picture::remove_picture,
            picture::restore_picture,
            picture::forget_picture,
            picture::move_picture,
            picture::preview,
            answer::ask,
            answer::ask_again,
            answer::watch,
            answer::stop,
            answer::copy_answer,
            account::save_key,
            account::remove_key,
            problem::report,
            problem::save_report,
            problem::copy_report,
            window::drawn,
            window::show_menu,
            window::copy_text,
        ]))
        .on_menu_event(|app, event| faults::contained(|| desktop::menu::chosen(app, &event)))
        .setup(move |app| {
            let places = Places::find(app.handle(), arguments.data_dir)?;
            app.manage(Whatsit::open(app.handle(), &places, faults)?);
            app.handle().plugin(desktop::window::memory(&places))?;
            desktop::window::open(app.handle(), &places)?;
            open_with::hand_over(app.handle(), arguments.files);
            Ok(())
        })
        .build(context)?
        .run(|app, event| {
            open_with::hear(app, &event);
            desktop::window::hear(app, &event);
            if matches!(event, RunEvent::Exit) {
                app.state::<Whatsit>().log.write(&Entry::Ended);
            }
        });
    Ok(())
}
