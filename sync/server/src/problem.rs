//! What can go wrong at the door, and how it is told: `{"code": "...", "title": "..."}`.
//!
//! The list is closed. A code is for programs, a title for whoever reads a log; neither repeats what was sent.

use axum::{
    Json,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Serialize;
use sync_contract::Code;
use thiserror::Error;

pub type Result<T, E = Problem> = std::result::Result<T, E>;

#[derive(Debug, Error)]
pub enum Problem {
    /// 400: the bytes are not what this endpoint reads.
    #[error("the request cannot be read")]
    Malformed,
    /// 401: no token, or one that has ended.
    #[error("the device has not proved itself")]
    Unauthenticated,
    /// 403: known, but not entitled.
    #[error("this is not allowed")]
    Forbidden,
    /// 404: no such address.
    #[error("there is nothing here")]
    NotFound,
    /// 409: the code was used before.
    #[error("the code was used before")]
    CodeUsed,
    /// 410: the code has ended.
    #[error("the code has ended")]
    CodeExpired,
    /// 413: more than one request may carry.
    #[error("the request is too large")]
    TooLarge,
    /// 429: too often; nothing was decided.
    #[error("the caller has to wait {retry_after_s} s")]
    Later { retry_after_s: u32 },
    /// 503: the database does not answer; nothing was written.
    #[error("the database does not answer")]
    DatabaseAway,
    /// The code's own status: a call of the protocol was refused as a whole.
    #[error("the call was refused: {}", .0.word())]
    Refused(Code),
    /// 500: ours. The log has the cause.
    #[error("the server failed")]
    Internal,
}

#[derive(Serialize)]
struct Body {
    code: &'static str,
    title: String,
}

impl Problem {
    pub fn code(&self) -> &'static str {
        match self {
            Problem::Malformed => "malformed",
            Problem::Unauthenticated => "unauthenticated",
            Problem::Forbidden => "forbidden",
            Problem::NotFound => "not_found",
            Problem::CodeUsed => "code_used",
            Problem::CodeExpired => "code_expired",
            Problem::TooLarge => "too_large",
            Problem::Later { .. } => Code::Busy.word(),
            Problem::DatabaseAway => "database_away",
            Problem::Refused(code) => code.word(),
            Problem::Internal => "internal",
        }
    }

    pub fn status(&self) -> StatusCode {
        match self {
            Problem::Malformed => StatusCode::BAD_REQUEST,
            Problem::Unauthenticated => StatusCode::UNAUTHORIZED,
            Problem::Forbidden => StatusCode::FORBIDDEN,
            Problem::NotFound => StatusCode::NOT_FOUND,
            Problem::CodeUsed => StatusCode::CONFLICT,
            Problem::CodeExpired => StatusCode::GONE,
            Problem::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Problem::Later { .. } => StatusCode::TOO_MANY_REQUESTS,
            Problem::DatabaseAway => StatusCode::SERVICE_UNAVAILABLE,
            Problem::Refused(code) => {
                StatusCode::from_u16(code.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
            }
            Problem::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let body = Body {
            code: self.code(),
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
            tracing::error!(closed = error.is_closed(), "the database connection failed");
            return Problem::DatabaseAway;
        };
        tracing::error!(
            sqlstate = database.code().code(),
            table = database.table(),
            constraint = database.constraint(),
            "the database refused a statement"
        );
        Problem::Internal
    }
}

impl From<deadpool_postgres::PoolError> for Problem {
    fn from(error: deadpool_postgres::PoolError) -> Problem {
        match error {
            deadpool_postgres::PoolError::Backend(error) => {
                // a refused sign-in at the database is no row, and an operator needs its words
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
    async fn a_problem_says_its_code_and_title_as_problem_json() {
        let response = Problem::CodeUsed.into_response();
        assert_eq!(response.status(), StatusCode::CONFLICT);
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
            serde_json::json!({"code": "code_used", "title": "the code was used before"})
        );
    }
}
