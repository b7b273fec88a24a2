use sync_contract::Right;
use sync_contract::field::Time;

use super::clash;
use super::pages::Page;
use super::view::ClashView;
use crate::Clinic;
use crate::error::Result;
use crate::view::Id;

const DAY_US: i64 = 86_400_000_000;
/// A clash that lies behind is nobody's to solve; one further ahead will come nearer.
const AHEAD_US: i64 = 60 * DAY_US;

/// Appointments of the coming two months that overlap for a provider, a room or a patient, computed from what is here
/// now: what a sync has brought together is among them.
///
/// Errors: `Forbidden` (needs `appointments.read`).
pub fn clashes(clinic: &Clinic) -> Result<Vec<ClashView>> {
    clinic.actor.may(Right::AppointmentsRead)?;
    let now = clinic.now();
    let page = Page::between(clinic, now, Time(now.0.saturating_add(AHEAD_US)))?;
    let views = page.views();
    let view = |id| views.iter().find(|view| view.id == Id::of(id)).cloned();
    let found = clash::clashes(&page.booked())
        .into_iter()
        .filter_map(|clash| {
            Some(ClashView {
                first: view(clash.first)?,
                second: view(clash.second)?,
                of: clash.of,
            })
        });
    Ok(found.collect())
}
