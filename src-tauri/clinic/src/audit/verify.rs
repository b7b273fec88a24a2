use vault::Vault;
use vault::audit::AuditFault;

use super::view::{ChainFault, ChainView};
use crate::error::Result;

/// Walks this device's chain. Needs no password and so no right: it opens nothing and shows nobody's name.
pub fn verify(vault: &Vault) -> Result<ChainView> {
    let report = vault.verify_audit()?;
    let small = |number: u64| u32::try_from(number).unwrap_or(u32::MAX);
    Ok(ChainView {
        device_number: report.device_number,
        entries: small(report.entries),
        acknowledged: small(report.acknowledged),
        device_only: small(report.device_only),
        fault: report.fault.map(|(_, fault)| match fault {
            AuditFault::Missing => ChainFault::Missing,
            AuditFault::Unlinked => ChainFault::Unlinked,
            AuditFault::Changed => ChainFault::Changed,
            AuditFault::CutTail => ChainFault::CutTail,
        }),
        at: report.fault.map(|(number, _)| small(number)),
    })
}
