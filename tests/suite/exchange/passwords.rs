//! New passwords: what was signed with the keys before them, and which devices learn of them when. What counts only
//! once the server agrees, in a program that goes on running.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use clinic::Clinic;
use clinic::users::password::{reset_password, set_own_password, strengthen_password};
use clinic::view::Id;
use host::{Link, Program};
use rusqlite::Connection;
use support::cli_device::PASSWORD;
use support::device::Machine;
use support::{Device, Samples, TestClinic, block_on};
use sync_client::{HttpProtocol, Report, Stop};
use sync_contract::Code;
use sync_contract::catalog::{Patient, PatientStatus, Tenant};
use sync_contract::entity::Entity;
use sync_contract::ids::PatientId;
use sync_contract::messages::Verdict;
use sync_contract::protocol::Replica;
use sync_server::handlers::push;
use sync_server::handlers::push::Sender;
use uuid::Uuid;
use vault::password::Password;
use vault::{AdminSignedOutcome, AuditFilter, Error, Vault, WeakPassword};

const OTHER: &str = "staple battery horse";

fn register(device: &mut Device, samples: &mut Samples) -> Uuid {
    let row = samples.row(Patient::DESCRIPTOR, 1);
    device.insert(&row).unwrap();
    row.id
}

fn reset(admin: &mut Device, username: &str, password: &str) {
    let user = admin.read().user_named(username).unwrap().unwrap();
    let id = Id::of(user.value.id);
    reset_password(admin.clinic(), &id, password).unwrap();
}

fn sign_in_with(device: &mut Device, username: &str, password: &str) {
    device.sign_out();
    let vault = device.machine.open();
    let unlocked = vault.unlock(username, &Password::new(password));
    device.take(unlocked.map_err(|refused| refused.error).unwrap());
}

#[test]
fn a_clinic_whose_passwords_changed_before_it_had_a_server_is_accepted() {
    let (mut device, recovery) = Device::create();
    device.add_user("diet", "Dietitian");
    let mut samples = Samples::new(device.unlocked().vault().tenant().0);
    let mut patients = vec![register(&mut device, &mut samples)];
    set_own_password(device.clinic(), &Password::new(PASSWORD), OTHER).unwrap();
    sign_in_with(&mut device, "ada", OTHER);
    patients.push(register(&mut device, &mut samples));

    // a user's work under the keys before, and under those after
    device.sign_in_here("diet");
    patients.push(register(&mut device, &mut samples));
    sign_in_with(&mut device, "ada", OTHER);
    reset(&mut device, "diet", OTHER);
    sign_in_with(&mut device, "diet", OTHER);
    patients.push(register(&mut device, &mut samples));

    // the founder forgets theirs altogether
    let ada = device.read().user_named("ada").unwrap().unwrap().value.id;
    device.sign_out();
    let vault = device.machine.open();
    let recovered = vault.recover(&recovery, ada, &Password::new(PASSWORD));
    let Ok(AdminSignedOutcome::Applied(unlocked)) = recovered else {
        panic!("there is no server yet");
    };
    device.take(unlocked);
    patients.push(register(&mut device, &mut samples));

    let test_clinic = TestClinic::for_device(&device);
    let code = test_clinic.clinic_code();
    device.connect(&test_clinic.server.url(), &code);
    assert_eq!(device.refused(), []);
    let app = test_clinic.app();
    for patient in patients {
        test_clinic.row(&app, Patient::DESCRIPTOR, patient);
    }
    let mut second = test_clinic.enrol(&mut device, "ada");
    assert_eq!(
        device.rows(Patient::DESCRIPTOR),
        second.rows(Patient::DESCRIPTOR)
    );
    sign_in_with(&mut second, "diet", OTHER);
}

/// What an admin signed before there was a server is on this computer alone. Another program that takes it out of the
/// queue, or edits it there, keeps none of it from the server.
#[test]
fn what_was_taken_out_of_a_first_queue_reaches_the_server_all_the_same() {
    for attack in [
        "delete from queue where name = 'add user'",
        "update queue set bytes = zeroblob(100) where name in ('add user', 'give role')",
    ] {
        let (mut device, _) = Device::create();
        device.add_user("diet", "Dietitian");
        let file = Connection::open(device.machine.folder.join("vault.db")).unwrap();
        assert!(file.execute(attack, []).unwrap() > 0);
        device.sign_in_here("ada");
        device.unlocked_mut().check_queue().unwrap();
        let test_clinic = TestClinic::for_device(&device);
        let code = test_clinic.clinic_code();
        device.connect(&test_clinic.server.url(), &code);
        assert_eq!(device.refused(), [], "{attack}");
        let mut second = test_clinic.enrol(&mut device, "ada");
        second.sign_in("diet");
    }
}

#[test]
fn a_session_on_another_device_ends_with_a_new_password_and_loses_nothing() {
    let (test_clinic, mut first) = TestClinic::create_with(&[("diet", "Dietitian")]);
    let mut second = test_clinic.enrol(&mut first, "diet");
    let mut samples = Samples::new(test_clinic.tenant);
    let before = register(&mut second, &mut samples);
    for device in [&first, &second] {
        device.machine.clock.jump_ms(60_000);
    }
    reset(&mut first, "diet", OTHER);
    first.sync();
    for device in [&first, &second] {
        device.machine.clock.jump_ms(60_000);
    }
    // it does not know yet
    let late = register(&mut second, &mut samples);
    second.exchange();
    assert_eq!(
        second.refused(),
        [(Patient::DESCRIPTOR.number, Code::BadSignature)]
    );
    let active = second.unlocked().require_active();
    assert!(matches!(active, Err(Error::KeysReplaced)), "{active:?}");
    let row = samples.row(Patient::DESCRIPTOR, 1);
    assert!(matches!(second.insert(&row), Err(Error::KeysReplaced)));

    sign_in_with(&mut second, "diet", OTHER);
    let refused = second.unlocked().vault().rejected().unwrap();
    second.unlocked_mut().requeue(refused[0].group_id).unwrap();
    second.sync();
    first.sync();
    for patient in [before, late] {
        assert!(first.row(Patient::DESCRIPTOR, patient).is_some());
    }
}

/// A program that runs with one link to its server, as the window does.
struct Running {
    device: Mutex<Device>,
    link: Arc<Link>,
}

impl Running {
    fn of(device: Device) -> Self {
        let server = device.unlocked().vault().server().unwrap().unwrap();
        let protocol = HttpProtocol::new(&server.url, None).unwrap();
        let link = Arc::new(Link::new(protocol, device.machine.open()));
        let device = Mutex::new(device);
        Self { device, link }
    }
}

impl Program for Running {
    const PATIENCE: Duration = Duration::from_secs(5);

    async fn vault<T: Send + 'static>(
        &self,
        step: impl FnOnce(&mut Vault) -> host::Result<T> + Send + 'static,
    ) -> host::Result<T> {
        step(self.device.lock().unwrap().unlocked_mut().vault_mut())
    }

    async fn clinic<T: Send + 'static>(
        &self,
        step: impl FnOnce(&mut Clinic) -> host::Result<T> + Send + 'static,
    ) -> host::Result<T> {
        step(self.device.lock().unwrap().clinic())
    }

    async fn link(&self) -> host::Result<Arc<Link>> {
        Ok(self.link.clone())
    }

    async fn sync(&self) -> host::Result<Report> {
        self.link.sync(&Stop::never()).await
    }
}

fn rename_clinic(clinic: &mut Clinic, name: &str) -> host::Result<AdminSignedOutcome<()>> {
    let unlocked = clinic.unlocked_mut();
    let id = unlocked.vault().tenant();
    let stored = unlocked.read().get::<Tenant>(id)?.unwrap();
    let mut value = stored.value;
    value.name = name.try_into().unwrap();
    let renamed = unlocked.write_admin_signed("rename clinic", |tx| {
        tx.update(&value, &stored.seen).map(drop)
    });
    Ok(renamed?)
}

/// The clock of a computer is set while a program runs: an admin's write is refused and automatically signed again with
/// the server's time.
#[test]
fn a_change_refused_for_its_clock_is_signed_anew_by_the_program() {
    let (_clinic, device) = TestClinic::create();
    let running = Running::of(device);
    for (name, jump_ms) in [("Hilltop", 3_600_000), ("Meadow", 7_200_000)] {
        block_on(running.sync()).unwrap();
        let clock = running.device.lock().unwrap().machine.clock.clone();
        clock.jump_ms(jump_ms);
        let action = || running.clinic(move |clinic| rename_clinic(clinic, name));
        block_on(host::write_online(&running, action)).unwrap();
        let device = running.device.lock().unwrap();
        let id = device.unlocked().vault().tenant();
        let stored = device.read().get::<Tenant>(id).unwrap().unwrap();
        assert_eq!(stored.value.name.as_str(), name);
        assert_eq!(device.refused(), []);
    }
    let device = running.device.into_inner().unwrap();
    let logged = device.unlocked().audit(&AuditFilter::default(), 100);
    let logged = logged.unwrap().into_iter().map(|line| line.entry.action);
    let renamed = logged.filter(|action| action == "rename clinic");
    assert_eq!(renamed.count(), 2, "what was refused left no entry");
}

/// A program in which something is written while the first `writes` syncs run.
struct Busy {
    running: Running,
    writes: Mutex<usize>,
    samples: Mutex<Samples>,
}

impl Program for Busy {
    const PATIENCE: Duration = Running::PATIENCE;

    async fn vault<T: Send + 'static>(
        &self,
        step: impl FnOnce(&mut Vault) -> host::Result<T> + Send + 'static,
    ) -> host::Result<T> {
        self.running.vault(step).await
    }

    async fn clinic<T: Send + 'static>(
        &self,
        step: impl FnOnce(&mut Clinic) -> host::Result<T> + Send + 'static,
    ) -> host::Result<T> {
        self.running.clinic(step).await
    }

    async fn link(&self) -> host::Result<Arc<Link>> {
        self.running.link().await
    }

    async fn sync(&self) -> host::Result<Report> {
        let mut report = self.running.sync().await?;
        let mut left = self.writes.lock().unwrap();
        if *left > 0 {
            *left -= 1;
            let mut device = self.running.device.lock().unwrap();
            register(&mut device, &mut self.samples.lock().unwrap());
            report.waiting = device.unlocked().vault().waiting().unwrap();
        }
        Ok(report)
    }
}

/// What a page writes while the queue is sent does not keep an admin from signing: it is sent, too.
#[test]
fn a_write_during_the_sync_is_sent_before_an_admin_signs() {
    let (test_clinic, device) = TestClinic::create();
    let busy = Busy {
        running: Running::of(device),
        writes: Mutex::new(2),
        samples: Mutex::new(Samples::new(test_clinic.tenant)),
    };
    let action = || busy.clinic(|clinic| rename_clinic(clinic, "Hilltop"));
    block_on(host::write_online(&busy, action)).unwrap();
    // a queue that never empties is reported
    *busy.writes.lock().unwrap() = 100;
    let action = || busy.clinic(|clinic| rename_clinic(clinic, "Meadow"));
    let refused = block_on(host::write_online(&busy, action));
    assert!(
        matches!(refused, Err(host::Error::QueueNotEmpty { waiting: 1, .. })),
        "{refused:?}"
    );
}

/// What was signed before there was a server stays as it is, so its clocks stay, too.
#[test]
fn a_clinic_that_was_made_a_century_ahead_gets_its_server() {
    const AHEAD_MS: i64 = 125 * 366 * 24 * 3_600_000;
    let machine = Machine::new();
    machine.clock.jump_ms(AHEAD_MS);
    let (mut device, _) = Device::create_on(machine);
    device.add_user("grace", "Admin");
    let mut samples = Samples::new(device.unlocked().vault().tenant().0);
    let patient = register(&mut device, &mut samples);
    device.machine.clock.jump_ms(-AHEAD_MS);
    let test_clinic = TestClinic::for_device(&device);
    let code = test_clinic.clinic_code();
    device.connect(&test_clinic.server.url(), &code);

    // what is written by the right clock counts: an edit of what lies ahead, and what admins sign
    let stored = device.read().get::<Patient>(PatientId(patient)).unwrap();
    let stored = stored.unwrap();
    let mut value = stored.value;
    value.status = PatientStatus::Inactive;
    let edited = device
        .unlocked_mut()
        .write("edit patient", |tx| tx.update(&value, &stored.seen));
    edited.unwrap();
    let mut device = renamed(device, "Hilltop");
    let second = test_clinic.enrol(&mut device, "grace");
    let second = renamed(second, "Meadow");
    device.sync();
    assert_eq!(second.refused(), []);
    for descriptor in [Patient::DESCRIPTOR, Tenant::DESCRIPTOR] {
        let rows = device.rows(descriptor);
        assert!(rows.len() == 1 && rows == second.rows(descriptor));
    }
    let shown = second.read().get::<Patient>(PatientId(patient)).unwrap();
    assert_eq!(shown.unwrap().value.status, PatientStatus::Inactive);
}

/// Renames the clinic in a program that runs with this device.
fn renamed(device: Device, name: &'static str) -> Device {
    let running = Running::of(device);
    let action = || running.clinic(move |clinic| rename_clinic(clinic, name));
    block_on(host::write_online(&running, action)).unwrap();
    running.device.into_inner().unwrap()
}

/// What guessing a user's password costs, as a device has it.
fn passes(device: &Device, username: &str) -> i64 {
    let user = device.read().user_named(username).unwrap().unwrap();
    user.value.kdf_passes
}

/// Signs in at a computer that is as fast as can be.
fn weak_password(device: &mut Device) -> Option<WeakPassword> {
    device.machine.stretch_target = Some(Duration::from_secs(3_600));
    device.sign_in_here("ada");
    let password = Password::new(PASSWORD);
    device.unlocked_mut().weak_password(&password)
}

#[test]
fn a_sign_in_at_the_server_makes_a_password_costlier_to_guess() {
    let (test_clinic, mut first) = TestClinic::create();
    let mut second = test_clinic.enrol(&mut first, "ada");
    let weak = weak_password(&mut second).unwrap();
    let running = Running::of(second);
    block_on(host::strengthen_password(&running, weak)).unwrap();
    let mut second = running.device.into_inner().unwrap();
    assert_eq!(passes(&second, "ada"), 16);
    assert!(weak_password(&mut second).is_none());

    // the other computer has not heard of it, and signs in as before
    first.sign_in_here("ada");
    assert_eq!(passes(&first, "ada"), 3);
    first.sync();
    // here without the server, and then there, with what the server knows by now
    first.sign_in("ada");
    assert_eq!(passes(&first, "ada"), 16);
    assert_eq!(first.refused(), []);
}

#[test]
fn a_program_that_ends_while_it_strengthens_a_password_loses_nothing() {
    let (test_clinic, mut device) = TestClinic::create();
    let stronger = weak_password(&mut device).unwrap().stretch().unwrap();
    let written = strengthen_password(device.clinic(), &stronger).unwrap();
    assert!(matches!(written, AdminSignedOutcome::Pending(..)));
    // it was written, and not sent
    device.sign_in_here("ada");
    assert_eq!(passes(&device, "ada"), 3);

    // it was sent, and the answer is lost
    let page = device.machine.open().next_push().unwrap().unwrap();
    let caller = Sender::Known(test_clinic.caller(&device));
    let app = test_clinic.app();
    let answer = block_on(push::handle(&app, caller, page)).unwrap();
    let verdicts = answer.verdicts.iter();
    let accepted = verdicts.filter(|(_, verdict)| matches!(verdict, Verdict::Accepted { .. }));
    assert_eq!(accepted.count(), 1);
    device.sign_in_here("ada");
    assert_eq!(passes(&device, "ada"), 3);

    // the next program asks for it first
    device.sync();
    assert_eq!(passes(&device, "ada"), 16);
    device.sign_in("ada");
    let again = strengthen_password(device.clinic(), &stronger);
    assert!(again.is_err(), "nobody wraps over what came since");
}
