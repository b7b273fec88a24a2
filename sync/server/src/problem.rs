//! The one error of this crate: the protocol's [`Code`], and the two refusals that carry more than a code.
//!
//! Over the protocol it travels as `sync_contract::Problem`, elsewhere as RFC 9457: `{"code": "...", "title": "..."}`.
//! A code is for programs, a title for the reader of a log; neither repeats what was sent.

use axum::{
    Json,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Serialize;
use sync_contract::Code;
use thiserror::Error;
use tokio_postgres::error::SqlState;

pub type Result<T, E = Problem> = std::result::Result<T, E>;

/// Why a call was refused as a whole.
#[derive(Debug, Error)]
pub enum Problem {
    /// The code's own status.
    #[error("the call was refused: {}", .0.as_str())]
    Refused(Code),
    /// 429: too often; nothing was decided.
    #[error("the caller has to wait {retry_after_s} s")]
    Later { retry_after_s: u32 },
    /// 503: the database does not answer; nothing was written.
    #[error("the database does not answer")]
    DatabaseAway,
}

#[derive(Serialize)]
struct Body {
    code: &'static str,
    title: String,
}

impl Problem {
    /// Ours; the log has the cause.
    pub const INTERNAL: Problem = Problem::Refused(Code::Internal);

    pub fn code(&self) -> Code {
        match self {
            Problem::Refused(code) => *code,
            Problem::Later { .. } | Problem::DatabaseAway => Code::Busy,
        }
    }

    pub fn retry_after_s(&self) -> Option<u32> {
        match self {
            Problem::Later { retry_after_s } => Some(*retry_after_s),
            _ => None,
        }
    }

    pub fn status(&self) -> StatusCode {
        match self {
            Problem::Later { .. } => StatusCode::TOO_MANY_REQUESTS,
            problem => StatusCode::from_u16(problem.code().status())
                .expect("the status of a code is one of HTTP's"),
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let body = Body {
            code: self.code().as_str(),
            title: self.to_string(),
        };
        let mut response = (self.status(), Json(body)).into_response();
        response.headers_mut().insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/problem+json"),
        );
        response
    }
}

impl From<Code> for Problem {
    fn from(code: Code) -> Problem {
        Problem::Refused(code)
    }
}

/// The message of a database error can quote a row, so only its code and the names in the schema are logged.
impl From<tokio_postgres::Error> for Problem {
    fn from(error: tokio_postgres::Error) -> Problem {
        let Some(database) = error.as_db_error() else {
            tracing::error!(
                is_closed = error.is_closed(),
                "the database connection failed"
            );
            return Problem::DatabaseAway;
        };
        // it waited for a lock or took too long; nothing was written
        let is_late = [SqlState::LOCK_NOT_AVAILABLE, SqlState::QUERY_CANCELED];
        if is_late.contains(database.code()) {
            tracing::warn!(
                sqlstate = database.code().code(),
                "a statement was given up"
            );
            return Code::Busy.into();
        }
        // the database was stopped, or an operator ended its connections: a new one may succeed
        let is_ended = [
            SqlState::ADMIN_SHUTDOWN,
            SqlState::CRASH_SHUTDOWN,
            SqlState::CANNOT_CONNECT_NOW,
        ];
        if is_ended.contains(database.code()) {
            tracing::error!(
                sqlstate = database.code().code(),
                "the database ended the connection"
            );
            return Problem::DatabaseAway;
        }
        tracing::error!(
            sqlstate = database.code().code(),
            table = database.table(),
            constraint = database.constraint(),
            "the database refused a statement"
        );
        Problem::INTERNAL
    }
}

impl From<deadpool_postgres::PoolError> for Problem {
    fn from(error: deadpool_postgres::PoolError) -> Problem {
        match error {
            deadpool_postgres::PoolError::Backend(error) => {
                // the message of a refused sign-in at the database quotes no row, and an operator needs it
                tracing::error!(cause = %error, "no connection to the database");
            }
            error => tracing::error!(cause = %error, "no connection from the pool"),
        }
        Problem::DatabaseAway
    }
}

/// Returns the innermost cause, which is the one that an operator can act on.
pub fn cause_of(error: &dyn std::error::Error) -> String {
    let mut error = error;
    while let Some(source) = error.source() {
        error = source;
    }
    error.to_string()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[tokio::test]
    async fn a_problem_has_its_code_and_title_as_problem_json() {
        let response = Problem::DatabaseAway.into_response();
        assert_eq!(response.status(), StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!(
            response.headers()[header::CONTENT_TYPE],
            "application/problem+json"
        );
        let bytes = axum::body::to_bytes(response.into_body(), 1024)
            .await
            .unwrap();
        let body: serde_json::Value = serde_json::from_slice(&bytes).unwrap();
        assert_eq!(
            body,
            serde_json::json!({"code": "busy", "title": "the database does not answer"})
        );
    }
}
