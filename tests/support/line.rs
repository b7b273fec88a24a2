//! A device's exchange with its server page by page, so that a test decides what is lost and what comes twice.

use sync_contract::{
    messages::{FetchRows, FetchedRows, Pull, Push, PushAnswer, RowName, Verdict},
    protocol::{Bearer, Protocol, Replica},
};
use sync_server::problem::Problem;
use sync_server::state::App;
use vault::Vault;

use crate::proof::challenged;
use crate::{Device, TestClinic, block_on};

const ROWS_MAX: u32 = 7;

/// The two ends of a device's way to its server, without the way.
pub struct Line {
    pub vault: Vault,
    app: App,
    bearer: Bearer,
    tail_done: bool,
}

impl Line {
    pub fn of(clinic: &TestClinic, device: &Device) -> Line {
        let app = clinic.app();
        let vault = device.machine.open();
        let identity = vault.identity().unwrap();
        let (tenant, device_number) = (identity.tenant, identity.device_number);
        let token = block_on(async {
            let mut call = challenged(&app, tenant, device_number).await;
            call.signature = vault.sign_token(&call).unwrap();
            app.token(None, call).await.unwrap().token
        });
        Line {
            vault,
            app,
            bearer: Bearer(token),
            tail_done: false,
        }
    }

    /// Returns the server's answer to a page; the device has not received it.
    pub fn send(&self, push: &Push) -> PushAnswer {
        let call = self.app.push(Some(self.bearer.clone()), push.clone());
        block_on(call).unwrap()
    }

    /// Asks for rows by name; the device does not get them.
    ///
    /// # Errors
    /// Those of the server.
    pub fn fetch_rows(&self, rows: Vec<RowName>) -> Result<FetchedRows, Problem> {
        block_on(
            self.app
                .fetch_rows(Some(self.bearer.clone()), FetchRows { rows }),
        )
    }

    /// Pushes one page `times` over; the device receives the last answer unless it is lost.
    ///
    /// Returns whether there was one.
    pub fn push(&mut self, times: usize, is_answer_received: bool) -> bool {
        let Some(push) = self.vault.next_push().unwrap() else {
            return false;
        };
        for time in 1..=times {
            let answer = self.send(&push);
            for (_, verdict) in &answer.verdicts {
                let is_taken = matches!(
                    verdict,
                    Verdict::Accepted { .. } | Verdict::Duplicate { .. }
                );
                assert!(is_taken, "{verdict:?}");
            }
            if is_answer_received && time == times {
                self.vault.apply_verdicts(&push, &answer).unwrap();
            }
        }
        true
    }

    /// Pulls one small page and applies it `times` over. Returns whether there may be more.
    pub fn pull(&mut self, times: usize) -> bool {
        let position = self.vault.next_pull().unwrap();
        let pull = Pull {
            cursor: position.cursor,
            bootstrap: position.bootstrap.filter(|_| self.tail_done),
            control_position: position.control_position,
            rows_max: ROWS_MAX,
        };
        let call = self.app.pull(Some(self.bearer.clone()), pull.clone());
        let page = block_on(call).unwrap();
        for _ in 0..times {
            let applied = self.vault.apply(&pull, &page).unwrap();
            assert_eq!(
                applied.quarantined, 0,
                "nothing of an honest server is quarantined"
            );
        }
        self.tail_done = page.cursor == page.head;
        !self.tail_done || page.bootstrap.is_some()
    }

    /// Pushes and pulls everything.
    pub fn drain(&mut self) {
        while self.push(1, true) {}
        self.tail_done = false;
        while self.pull(1) {}
    }
}
