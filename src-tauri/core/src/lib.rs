//! Everything Whatsit does that needs no window.
//!
//! * [`ask`] — the use case: a question, its pictures, a key and the settings become a stream of answer events.
//! * [`service`] — the API: request, server-sent events, chunks, answers, failures, models, addresses.
//! * [`kept_catalogue`] — a service's models in a file, for when it cannot be reached.
//! * [`markdown`] — an answer's text as typed blocks, while it grows.
//! * [`history`] — conversations. [`draft`] — what waits to be asked, on the disk. [`credential`] — the key.
//!   [`settings`] — what the user chose, and [`settings_file`], where it is kept. [`consent`] — to whom pictures may
//!   go. [`picture`] — pictures that were taken in. [`copied`] — files that a file manager copied.
//! * [`practice`] — a service inside the app, for trying it without a key. [`log`] — what is written down of a run.
//! * [`error`], [`event`] — the vocabulary. [`wire`] — what crosses to the page. [`messages`] — its sentences.
//!
//! The life of an answer: the shell looks up settings and key and calls [`ask`]. Each picture is prepared for
//! the chosen model, the request is built and sent, and the body's bytes go through a pure decoder that yields
//! [`event::AnswerEvent`]s and exactly one end. Stopping drops the response.

pub mod account;
pub mod ask;
pub mod atomic_file;
pub mod consent;
pub mod copied;
pub mod credential;
pub mod draft;
pub mod error;
pub mod event;
pub mod history;
pub mod kept_catalogue;
pub mod keychain;
pub mod keys;
pub mod log;
pub mod markdown;
pub mod messages;
mod pasted;
pub mod picture;
pub mod practice;
#[cfg(debug_assertions)]
pub mod rehearsal;
pub mod report;
pub mod service;
pub mod settings;
pub mod settings_file;
pub mod wire;
