//! Development only: plays a service over loopback, exactly as a script says, and keeps what it was asked.
//!
//! * [`Server`] — listens, records every [`Request`], and plays one [`Script`] for each.
//! * [`Script`] — bytes, pauses and faults, in order; nothing is added to what the script says.
//! * [`Gate`] — holds a script until the test opens it, so that no test has to sleep.
//! * [`chat`] — the service the window's journeys talk to. [`faults`] — its named misbehaviours.
//!   [`echo`] — one that says the key back.
//!
//! It speaks HTTP/1.1 on raw sockets, because the faults worth testing are below what an HTTP library would
//! write.

pub mod chat;
pub mod echo;
pub mod faults;
mod play;
mod request;
mod script;
mod server;

pub use request::Request;
pub use script::{Gate, Script};
pub use server::Server;
