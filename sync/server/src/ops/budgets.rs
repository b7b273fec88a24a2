//! How much of the server's memory requests may hold at once: all together, and each clinic and stranger apart.
//!
//! A budget delays and never rejects for good: a request that finds no room within [`WAIT`] is answered `busy`.

use std::collections::HashMap;
use std::hash::Hash;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use uuid::Uuid;

use crate::ops::limits::{DeviceKey, network_of};
use crate::problem::{Problem, Result};
use sync_contract::Code;

const WAIT: Duration = Duration::from_secs(10);
/// The same for unauthenticated callers: together with the body it ends before their connection does.
const STRANGER_WAITS: Duration = Duration::from_secs(2);

/// Of bodies, of all devices ...
const RECEIVED_BYTES_MAX: usize = 64 << 20;
/// ... of those of one clinic ...
const RECEIVED_BYTES_A_TENANT_MAX: usize = 8 << 20;
/// ... and of one device: no body is larger.
const RECEIVED_BYTES_A_DEVICE_MAX: usize = 2 << 20;
/// Of bodies, of all revoked devices, which take nothing from the others ...
const REVOKED_BYTES_MAX: usize = 8 << 20;
/// ... and of those of one clinic.
const REVOKED_BYTES_A_TENANT_MAX: usize = 2 << 20;
/// Of bodies, of all unauthenticated callers ...
const STRANGERS_BYTES_MAX: usize = 4 << 20;
/// ... and of those from one address.
const STRANGERS_BYTES_AN_ADDRESS_MAX: usize = 512 << 10;

/// A page of rows ends after the row that passes this.
pub const PAGE_BYTES_MAX: usize = 4 << 20;

/// Of pages, while they are read: of all devices ...
const READ_BYTES_MAX: usize = 128 << 20;
/// ... of those of one clinic ...
const READ_BYTES_A_TENANT_MAX: usize = 32 << 20;
/// ... and of its bootstraps: half, so that devices that follow the feed go on.
const BOOTSTRAP_BYTES_A_TENANT_MAX: usize = 16 << 20;
/// Of all bootstraps: half.
const BOOTSTRAP_BYTES_MAX: usize = READ_BYTES_MAX / 2;
/// Pages of a clinic at once that contain more than a page may, since one group changed it all: at most 16 MiB.
const LARGE_PAGES_A_TENANT_MAX: usize = 1;
/// Of answers that wait to be taken by their devices: of all ...
const SENT_BYTES_MAX: usize = 256 << 20;
/// ... of one clinic ...
const SENT_BYTES_A_TENANT_MAX: usize = 64 << 20;
/// ... and of one device: as large as the largest page.
const SENT_BYTES_A_DEVICE_MAX: usize = 16 << 20;
/// Requests of one device at once, until their answers are taken.
const REQUESTS_A_DEVICE_MAX: usize = 8;
/// Live streams of one device.
const STREAMS_A_DEVICE_MAX: usize = 4;
const STREAM_RETRY_AFTER_S: u32 = 30;

/// What a connection costs anyway: a body up to this waits for no other.
pub const SMALL_BYTES_MAX: usize = 4096;

/// One semaphore for each key that is in use.
#[derive(Debug)]
pub struct Keyed<K> {
    permits: usize,
    semaphores: Arc<Mutex<HashMap<K, Weak<Semaphore>>>>,
}

impl<K> Clone for Keyed<K> {
    fn clone(&self) -> Keyed<K> {
        Keyed {
            permits: self.permits,
            semaphores: self.semaphores.clone(),
        }
    }
}

impl<K: Eq + Hash> Keyed<K> {
    pub fn new(permits: usize) -> Keyed<K> {
        Keyed {
            permits,
            semaphores: Arc::default(),
        }
    }

    /// Returns the key's semaphore, which lives for as long as a permit of it is held or waited for.
    pub fn of(&self, key: K) -> Arc<Semaphore> {
        // each change of the map is complete, so a poisoned lock is still valid
        let mut semaphores = self
            .semaphores
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if let Some(semaphore) = semaphores.get(&key).and_then(Weak::upgrade) {
            return semaphore;
        }
        if semaphores.len() == semaphores.capacity() {
            semaphores.retain(|_, semaphore| semaphore.strong_count() > 0);
        }
        let semaphore = Arc::new(Semaphore::new(self.permits));
        semaphores.insert(key, Arc::downgrade(&semaphore));
        semaphore
    }
}

/// Memory that a request holds until it is dropped.
#[derive(Debug, Default)]
pub struct Reserved {
    permits: Vec<OwnedSemaphorePermit>,
}

impl Reserved {
    /// Holds both until it is dropped.
    pub fn and(mut self, other: Reserved) -> Reserved {
        self.permits.extend(other.permits);
        self
    }
}

/// Cheap to clone; all clones are the same.
#[derive(Debug, Clone)]
pub struct Budgets {
    received: Arc<Semaphore>,
    received_by_tenant: Keyed<Uuid>,
    received_by_device: Keyed<DeviceKey>,
    revoked: Arc<Semaphore>,
    revoked_by_tenant: Keyed<Uuid>,
    strangers: Arc<Semaphore>,
    strangers_by_address: Keyed<Option<IpAddr>>,
    read: Arc<Semaphore>,
    read_by_tenant: Keyed<Uuid>,
    bootstraps: Arc<Semaphore>,
    bootstraps_by_tenant: Keyed<Uuid>,
    large_pages_by_tenant: Keyed<Uuid>,
    sent: Arc<Semaphore>,
    sent_by_tenant: Keyed<Uuid>,
    sent_by_device: Keyed<DeviceKey>,
    requests_by_device: Keyed<DeviceKey>,
    streams_by_device: Keyed<DeviceKey>,
}

impl Default for Budgets {
    fn default() -> Budgets {
        Budgets {
            received: Arc::new(Semaphore::new(RECEIVED_BYTES_MAX)),
            received_by_tenant: Keyed::new(RECEIVED_BYTES_A_TENANT_MAX),
            received_by_device: Keyed::new(RECEIVED_BYTES_A_DEVICE_MAX),
            revoked: Arc::new(Semaphore::new(REVOKED_BYTES_MAX)),
            revoked_by_tenant: Keyed::new(REVOKED_BYTES_A_TENANT_MAX),
            strangers: Arc::new(Semaphore::new(STRANGERS_BYTES_MAX)),
            strangers_by_address: Keyed::new(STRANGERS_BYTES_AN_ADDRESS_MAX),
            read: Arc::new(Semaphore::new(READ_BYTES_MAX)),
            read_by_tenant: Keyed::new(READ_BYTES_A_TENANT_MAX),
            bootstraps_by_tenant: Keyed::new(BOOTSTRAP_BYTES_A_TENANT_MAX),
            bootstraps: Arc::new(Semaphore::new(BOOTSTRAP_BYTES_MAX)),
            large_pages_by_tenant: Keyed::new(LARGE_PAGES_A_TENANT_MAX),
            sent: Arc::new(Semaphore::new(SENT_BYTES_MAX)),
            sent_by_tenant: Keyed::new(SENT_BYTES_A_TENANT_MAX),
            sent_by_device: Keyed::new(SENT_BYTES_A_DEVICE_MAX),
            requests_by_device: Keyed::new(REQUESTS_A_DEVICE_MAX),
            streams_by_device: Keyed::new(STREAMS_A_DEVICE_MAX),
        }
    }
}

impl Budgets {
    /// Begins a request of a device, which counts until it is dropped.
    ///
    /// # Errors
    /// `Busy`.
    pub async fn begin_request(&self, device: DeviceKey) -> Result<Reserved> {
        take(vec![self.requests_by_device.of(device)], 1).await
    }

    /// Reserves the bytes of a body that a clinic's device sends.
    ///
    /// # Errors
    /// `Busy`.
    pub async fn receive(&self, device: DeviceKey, bytes: usize) -> Result<Reserved> {
        let own = self.received_by_device.of(device);
        let of_tenant = self.received_by_tenant.of(device.0);
        reserve(vec![own, of_tenant, self.received.clone()], bytes).await
    }

    /// Reserves the bytes of a body that a revoked device sends: of a share that no other device needs.
    ///
    /// # Errors
    /// `Busy`.
    pub async fn receive_from_revoked(&self, device: DeviceKey, bytes: usize) -> Result<Reserved> {
        let of_tenant = self.revoked_by_tenant.of(device.0);
        reserve(vec![of_tenant, self.revoked.clone()], bytes).await
    }

    /// Reserves the bytes of a body that comes before any proof.
    ///
    /// # Errors
    /// `Busy`.
    pub async fn receive_from_stranger(
        &self,
        address: Option<IpAddr>,
        bytes: usize,
    ) -> Result<Reserved> {
        let of_address = self.strangers_by_address.of(address.map(network_of));
        let shares = vec![of_address, self.strangers.clone()];
        let reserving = tokio::time::timeout(STRANGER_WAITS, reserve(shares, bytes));
        reserving.await.map_err(|_| Problem::Refused(Code::Busy))?
    }

    /// Reserves what a page of the feed or of a bootstrap takes while it is read.
    ///
    /// # Errors
    /// `Busy`.
    pub async fn read(&self, tenant: Uuid, bytes: usize, is_bootstrap: bool) -> Result<Reserved> {
        let mut shares = vec![self.read_by_tenant.of(tenant), self.read.clone()];
        if is_bootstrap {
            let own = self.bootstraps_by_tenant.of(tenant);
            shares.splice(0..0, [own, self.bootstraps.clone()]);
        }
        reserve(shares, bytes).await
    }

    /// Reserves what a page of the feed takes beyond [`Budgets::read`] where one group changed more than fits into a
    /// page.
    ///
    /// # Errors
    /// `Busy`.
    pub async fn read_large(&self, tenant: Uuid, bytes: usize) -> Result<Reserved> {
        if bytes <= PAGE_BYTES_MAX {
            return Ok(Reserved::default());
        }
        let large = vec![self.large_pages_by_tenant.of(tenant)];
        take(large, 1).await
    }

    /// Reserves an answer until its device has taken it.
    ///
    /// # Errors
    /// `Busy`.
    pub async fn send(&self, device: DeviceKey, bytes: usize) -> Result<Reserved> {
        let bytes = bytes.min(SENT_BYTES_A_DEVICE_MAX);
        let own = self.sent_by_device.of(device);
        let of_tenant = self.sent_by_tenant.of(device.0);
        reserve(vec![own, of_tenant, self.sent.clone()], bytes).await
    }

    /// Opens a live stream of a device.
    ///
    /// # Errors
    /// `Later` for one too many.
    pub fn open_stream(&self, device: DeviceKey) -> Result<OwnedSemaphorePermit> {
        let streams = self.streams_by_device.of(device);
        let opened = streams.try_acquire_owned();
        opened.map_err(|_| Problem::Later {
            retry_after_s: STREAM_RETRY_AFTER_S,
        })
    }
}

/// Reserves memory in each of the shares, the caller's own first: a caller that waits for its own share holds nothing
/// of a common one.
async fn reserve(shares: Vec<Arc<Semaphore>>, bytes: usize) -> Result<Reserved> {
    if bytes <= SMALL_BYTES_MAX {
        return Ok(Reserved::default());
    }
    take(shares, u32::try_from(bytes).map_err(|_| Code::TooLarge)?).await
}

async fn take(shares: Vec<Arc<Semaphore>>, amount: u32) -> Result<Reserved> {
    let reserving = async {
        let mut permits = Vec::with_capacity(shares.len());
        for share in shares {
            permits.push(share.acquire_many_owned(amount).await?);
        }
        Ok::<_, tokio::sync::AcquireError>(Reserved { permits })
    };
    let reserved = tokio::time::timeout(WAIT, reserving).await;
    let reserved = reserved.map_err(|_| Problem::Refused(Code::Busy))?;
    // no semaphore is ever closed
    reserved.map_err(|_| Problem::INTERNAL)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn device(clinic: u128, number: u32) -> DeviceKey {
        (Uuid::from_u128(clinic), Uuid::from_u128(number.into()))
    }

    #[tokio::test(start_paused = true)]
    async fn a_clinic_that_uses_its_share_up_delays_itself_alone() {
        let budgets = Budgets::default();
        let mut reserved = Vec::new();
        let devices = RECEIVED_BYTES_A_TENANT_MAX / RECEIVED_BYTES_A_DEVICE_MAX;
        for number in 1..=u32::try_from(devices).unwrap() {
            let all = RECEIVED_BYTES_A_DEVICE_MAX;
            reserved.push(budgets.receive(device(1, number), all).await.unwrap());
        }
        let waiting = budgets.receive(device(1, 99), 5_000).await;
        assert!(matches!(waiting, Err(Problem::Refused(Code::Busy))));
        budgets.receive(device(2, 1), 1 << 20).await.unwrap();
        drop(reserved);
        budgets.receive(device(1, 99), 5_000).await.unwrap();
    }

    #[tokio::test(start_paused = true)]
    async fn a_device_that_uses_its_share_up_delays_no_other_of_its_clinic() {
        let budgets = Budgets::default();
        let all = RECEIVED_BYTES_A_DEVICE_MAX;
        let _received = budgets.receive(device(1, 1), all).await.unwrap();
        assert!(budgets.receive(device(1, 1), 5_000).await.is_err());
        budgets.receive(device(1, 2), 1 << 20).await.unwrap();
        let all = SENT_BYTES_A_DEVICE_MAX;
        let _sent = budgets.send(device(1, 1), all).await.unwrap();
        assert!(budgets.send(device(1, 1), 5_000).await.is_err());
        budgets.send(device(1, 2), PAGE_BYTES_MAX).await.unwrap();
        let mut requests = Vec::new();
        for _ in 0..REQUESTS_A_DEVICE_MAX {
            requests.push(budgets.begin_request(device(1, 1)).await.unwrap());
        }
        assert!(budgets.begin_request(device(1, 1)).await.is_err());
        budgets.begin_request(device(1, 2)).await.unwrap();
    }

    #[tokio::test(start_paused = true)]
    async fn revoked_devices_take_nothing_of_the_others() {
        let budgets = Budgets::default();
        let mut reserved = Vec::new();
        for clinic in 1..=4 {
            let all = REVOKED_BYTES_A_TENANT_MAX;
            let revoked = device(clinic, 1);
            reserved.push(budgets.receive_from_revoked(revoked, all).await.unwrap());
            let again = budgets.receive_from_revoked(device(clinic, 2), 5_000).await;
            assert!(again.is_err());
        }
        let all = RECEIVED_BYTES_A_DEVICE_MAX;
        for clinic in 1..=5 {
            reserved.push(budgets.receive(device(clinic, 2), all).await.unwrap());
        }
        assert!(
            budgets
                .receive_from_revoked(device(5, 1), 5_000)
                .await
                .is_err()
        );
    }

    #[tokio::test(start_paused = true)]
    async fn strangers_at_one_address_leave_room_for_those_at_another() {
        let budgets = Budgets::default();
        let at = |text: &str| Some(text.parse().unwrap());
        let all = STRANGERS_BYTES_AN_ADDRESS_MAX;
        let reserved = budgets.receive_from_stranger(at("2001:db8::1"), all).await;
        let again = at("2001:db8::2");
        assert!(budgets.receive_from_stranger(again, 5_000).await.is_err());
        budgets.receive_from_stranger(again, 256).await.unwrap();
        budgets
            .receive_from_stranger(at("10.0.0.1"), all)
            .await
            .unwrap();
        drop(reserved);
    }

    #[tokio::test(start_paused = true)]
    async fn bootstraps_leave_half_of_the_pool_to_those_who_follow() {
        let budgets = Budgets::default();
        let mut reserved = Vec::new();
        let all = BOOTSTRAP_BYTES_MAX / BOOTSTRAP_BYTES_A_TENANT_MAX;
        for clinic in 0..all {
            let tenant = Uuid::from_u128(clinic as u128);
            let bytes = BOOTSTRAP_BYTES_A_TENANT_MAX;
            reserved.push(budgets.read(tenant, bytes, true).await.unwrap());
        }
        let tenant = Uuid::max();
        assert!(budgets.read(tenant, PAGE_BYTES_MAX, true).await.is_err());
        budgets.read(tenant, PAGE_BYTES_MAX, false).await.unwrap();
        let own = Uuid::from_u128(0);
        budgets.read(own, PAGE_BYTES_MAX, false).await.unwrap();
    }

    #[tokio::test(start_paused = true)]
    async fn a_clinic_reads_one_page_at_once_that_is_larger_than_a_page() {
        let budgets = Budgets::default();
        let (own, other) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let large = PAGE_BYTES_MAX + 1;
        let reserved = budgets.read_large(own, large).await.unwrap();
        assert!(budgets.read_large(own, large).await.is_err());
        budgets.read_large(own, PAGE_BYTES_MAX).await.unwrap();
        budgets.read_large(other, large).await.unwrap();
        drop(reserved);
        budgets.read_large(own, large).await.unwrap();
    }

    #[test]
    fn semaphores_without_a_permit_in_use_are_dropped() {
        let keyed: Keyed<u32> = Keyed::new(1);
        for number in 0..10_000 {
            drop(keyed.of(number));
        }
        assert!(keyed.semaphores.lock().unwrap().len() < 10);
    }
}
