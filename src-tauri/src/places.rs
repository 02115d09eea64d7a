//! Where this installation keeps its files.

use std::path::PathBuf;

use tauri::{AppHandle, Manager};

const WINDOW: &str = "window.json";

/// The folders of this installation. None of them needs to exist yet.
pub(crate) struct Places {
    /// The settings file's folder.
    pub(crate) config: PathBuf,
    /// The log's folder.
    pub(crate) log: PathBuf,
    /// The folder of what the user has: what waits to be asked.
    pub(crate) data: PathBuf,
    /// The web view's own folder; none is the system's usual place.
    pub(crate) web_view: Option<PathBuf>,
    /// The file that says where the window was, and how large.
    pub(crate) window: PathBuf,
}

impl Places {
    /// The system's usual places, or all under `data_dir`.
    pub(crate) fn find(app: &AppHandle, data_dir: Option<PathBuf>) -> tauri::Result<Self> {
        let Some(folder) = data_dir else {
            let paths = app.path();
            let config = paths.app_config_dir()?;
            return Ok(Self {
                window: config.join(WINDOW),
                config,
                log: paths.app_log_dir()?,
                data: paths.app_data_dir()?,
                web_view: None,
            });
        };
        let folder = std::path::absolute(folder)?;
        let (log, web_view) = (folder.join("log"), Some(folder.join("web-view")));
        Ok(Self { window: folder.join(WINDOW), config: folder.clone(), log, data: folder, web_view })
    }
}
