//! What a command that was not carried out answers: one code for each problem that a person acts upon. The words are
//! the screens'.

use clinic::{Problem, ProblemCode};
use serde::Serialize;
use specta::Type;

pub type Result<T, E = BoxedProblem> = std::result::Result<T, E>;

/// A problem as it travels to the screens, small enough for each `Result`.
#[derive(Debug, Serialize, Type)]
#[serde(transparent)]
#[specta(transparent)]
pub struct BoxedProblem(pub Box<Problem>);

impl From<Problem> for BoxedProblem {
    fn from(problem: Problem) -> Self {
        Self(Box::new(problem))
    }
}

impl From<ProblemCode> for BoxedProblem {
    fn from(code: ProblemCode) -> Self {
        Problem::from(code).into()
    }
}

impl From<host::Error> for BoxedProblem {
    fn from(error: host::Error) -> Self {
        error.problem(host::clock().now()).into()
    }
}

impl From<clinic::Error> for BoxedProblem {
    fn from(error: clinic::Error) -> Self {
        host::Error::from(error).into()
    }
}

impl From<vault::Error> for BoxedProblem {
    fn from(error: vault::Error) -> Self {
        host::Error::from(error).into()
    }
}

impl From<std::io::Error> for BoxedProblem {
    fn from(error: std::io::Error) -> Self {
        vault::Error::from(error).into()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use sync_client::ServerError;

    #[test]
    fn a_problem_travels_in_the_form_of_the_screens() {
        let sent = serde_json::to_value(BoxedProblem::from(ProblemCode::CodeUsed)).unwrap();
        assert_eq!(sent["code"], "codeUsed");
        assert!(sent["triesLeft"].is_null());
    }

    #[test]
    fn a_clinic_on_another_server_is_no_refused_key() {
        let url = "https://clinic.example.org".to_owned();
        let elsewhere = BoxedProblem::from(host::Error::AlreadyConnected { url });
        let sent = serde_json::to_value(elsewhere).unwrap();
        assert_eq!(sent["code"], "alreadyConnected");
        assert_eq!(sent["reference"], "https://clinic.example.org");
        let silent = BoxedProblem::from(host::Error::from(ServerError::Unreachable));
        assert_eq!(silent.0.code, ProblemCode::Offline);
    }
}
