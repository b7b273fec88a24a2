//! The page of the window ends with the session that it showed. Whatever its process was told lies in that process's
//! memory for as long as it runs, so a lock ends it, and a new one shows the lock screen.

use std::collections::HashMap;
use std::sync::Mutex;

use clinic::ProblemCode;
use clinic::users::SessionView;
use clinic::view::Id;
use serde::Serialize;
use specta::Type;

use crate::window_state::guard;

/// Longer than any route of the screens, which has ids and nothing that was typed.
const ROUTE_BYTES_MAX: usize = 1_000;

/// The session that ended last, for the page that follows it: whose it was, where they were in the words of the
/// screens, whether something typed was saved at its end, what ended it, if not its user or their absence, and whether
/// another user signs in now. Of a session that goes on: where its user was when the page ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct LastSession {
    pub user_id: Id,
    pub username: String,
    pub route: Option<String>,
    pub has_saved: bool,
    pub cause: Option<ProblemCode>,
    pub is_switching: bool,
}

/// What outlives a page of one clinic.
#[derive(Default)]
pub struct Page {
    present: Mutex<Option<LastSession>>,
    last: Mutex<Option<LastSession>>,
    /// Where each user was when their session ended.
    routes: Mutex<HashMap<Id, String>>,
}

impl Page {
    /// A session is open, or still is after the page was loaded again.
    pub fn note_session(&self, view: &SessionView) {
        let mut present = guard(&self.present);
        if present
            .as_ref()
            .is_none_or(|before| before.user_id != view.user_id)
        {
            *present = Some(LastSession {
                user_id: view.user_id.clone(),
                username: view.username.clone(),
                route: guard(&self.routes).get(&view.user_id).cloned(),
                has_saved: false,
                cause: None,
                is_switching: false,
            });
        }
    }

    /// The user is somewhere else now; none is where a session begins. One that is too long is none.
    pub fn note_route(&self, route: Option<String>) {
        if let Some(present) = guard(&self.present).as_mut() {
            present.route = route.filter(|route| route.len() <= ROUTE_BYTES_MAX);
        }
    }

    /// What is about to end the session: its page may end it first, and does not know.
    pub fn note_cause(&self, cause: Option<ProblemCode>) {
        if let Some(present) = guard(&self.present).as_mut() {
            present.cause = cause;
        }
    }

    /// The session ends so that another user can sign in.
    pub fn note_switch(&self) {
        if let Some(present) = guard(&self.present).as_mut() {
            present.is_switching = true;
        }
    }

    /// The session is over.
    pub fn note_end(&self, has_saved: bool, cause: Option<ProblemCode>) {
        if let Some(ended) = guard(&self.present).take() {
            let mut routes = guard(&self.routes);
            match &ended.route {
                Some(route) => routes.insert(ended.user_id.clone(), route.clone()),
                None => routes.remove(&ended.user_id),
            };
            *guard(&self.last) = Some(LastSession {
                has_saved,
                cause: cause.or(ended.cause),
                ..ended
            });
        }
    }

    /// Returns the session that ended last in this program, if one did.
    pub fn last(&self) -> Option<LastSession> {
        guard(&self.last).clone()
    }

    /// Returns the session that goes on.
    pub fn present(&self) -> Option<LastSession> {
        guard(&self.present).clone()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use clinic::users::session;

    use super::*;
    use crate::testing::open_clinic;

    #[test]
    fn the_next_page_knows_whose_session_ended_and_where_they_were() {
        let (state, _folder) = open_clinic();
        let view = session(state.clinic_state().clinic().unwrap()).unwrap();
        let page = Page::default();
        page.note_route(Some("nobody is signed in".to_owned()));
        page.note_session(&view);
        page.note_route(Some(r#"{"page":"diary","day":null}"#.to_owned()));
        // the page was loaded again
        page.note_session(&view);
        page.note_cause(Some(ProblemCode::Inactive));
        page.note_end(true, None);
        let last = page.last().unwrap();
        assert_eq!(last.username, "ama");
        assert_eq!(
            last.route.as_deref(),
            Some(r#"{"page":"diary","day":null}"#)
        );
        assert!(last.has_saved);
        assert_eq!(last.cause, Some(ProblemCode::Inactive));
        page.note_end(false, None);
        assert_eq!(page.last(), Some(last), "no session ended since");
    }

    #[test]
    fn a_route_is_forgotten_at_a_sign_out_and_bounded() {
        let (state, _folder) = open_clinic();
        let view = session(state.clinic_state().clinic().unwrap()).unwrap();
        let page = Page::default();
        page.note_session(&view);
        page.note_route(Some("today".to_owned()));
        page.note_route(None);
        page.note_end(false, None);
        assert_eq!(page.last().unwrap().route, None, "signed out");
        page.note_session(&view);
        assert_eq!(page.present().unwrap().route, None);
        page.note_route(Some("x".repeat(ROUTE_BYTES_MAX + 1)));
        page.note_end(false, None);
        assert_eq!(page.last().unwrap().route, None);
    }

    #[test]
    fn each_user_is_led_back_to_where_they_were() {
        let (state, _folder) = open_clinic();
        let ama = session(state.clinic_state().clinic().unwrap()).unwrap();
        let kofi = SessionView {
            user_id: serde_json::from_str(r#""kofi""#).unwrap(),
            ..ama.clone()
        };
        let page = Page::default();
        for (user, route) in [(&ama, "diary"), (&kofi, "billing")] {
            page.note_session(user);
            page.note_route(Some(route.to_owned()));
            page.note_switch();
            page.note_end(false, None);
            assert!(page.last().unwrap().is_switching);
        }
        for (user, route) in [(&ama, "diary"), (&kofi, "billing")] {
            page.note_session(user);
            assert_eq!(page.present().unwrap().route.as_deref(), Some(route));
            page.note_end(false, None);
            assert!(!page.last().unwrap().is_switching);
        }
    }
}
