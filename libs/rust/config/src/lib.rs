//! Settings from the environment or from files, checked together and reported together.
//!
//! A setting `NAME` is read from the variable `NAME`, or from the file that `NAME_FILE` names, which is how container
//! engines hand over secrets. A program asks for all its settings on one [`Form`]; what is wrong with any of them is
//! collected, so that whoever starts the program corrects everything in one go.
//!
//! ```
//! use observatory_config::{Environment, Form, kinds};
//!
//! let environment = Environment::from_iter([("WORKERS", "4")]);
//! let mut form = Form::new(&environment);
//! let workers = form.optional("WORKERS", kinds::integer(1..=64_u8), 2);
//! let verbose = form.optional("VERBOSE", kinds::boolean(), false);
//!
//! let complete = form.finish().expect("both settings are sound");
//! assert_eq!((workers.take(&complete), verbose.take(&complete)), (4, false));
//! ```

mod environment;
mod form;
pub mod kinds;
mod log_level;
mod problem;
mod secret;
mod service;

pub use environment::Environment;
pub use form::{Complete, Field, Form};
pub use kinds::Kind;
pub use log_level::LogLevel;
pub use problem::{Problem, Problems};
pub use secret::{REDACTED, Secret};
pub use service::{ServiceFields, ServiceSettings};
