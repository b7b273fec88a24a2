use sync_contract::catalog::{KeyGrant, Note, Patient, Setting, Tenant, User, UserRole, Visit};
use sync_contract::change::GROUP_CELLS_MAX;
use sync_contract::entity::{DELETION, PURGE};
use sync_contract::merge::is_open_conflict;
use sync_contract::messages::Verdict;
use sync_contract::{Clock, Code, Compartment, Right, Value};

use super::*;

impl Fixture {
    fn new_patient(&mut self) -> Vec<CellWrite> {
        let id = fake_device::random_id();
        self.device.row(Patient::DESCRIPTOR, id, None, &[])
    }

    async fn refuses(&mut self, expected: Code, writes: Vec<CellWrite>) {
        assert_eq!(self.verdict(writes).await, rejected(expected));
    }

    async fn rejects_admin_signed(&mut self, expected: Code, writes: Vec<CellWrite>) {
        assert_eq!(self.verdict_admin_signed(writes).await, rejected(expected));
    }
}

/// The clear value of a cell by its field's number.
fn set(write: &mut CellWrite, number: u16, value: Value) {
    let mut fields = write.state.clear.iter_mut();
    let field = fields.find(|(at, _)| *at == number);
    field.unwrap().1 = value;
}

#[tokio::test]
async fn each_wrong_shape_has_a_code_of_its_own() {
    let mut fixture = Fixture::new().await;
    let mut undeclared = fixture.new_patient();
    undeclared[1].state.clear.push((99, Value::Bool(true)));
    fixture.refuses(Code::UndeclaredClear, undeclared).await;

    let mut clear_name = fixture.new_patient();
    clear_name[1]
        .state
        .clear
        .push((1, Value::Text("Okafor".into())));
    fixture.refuses(Code::NotSealed, clear_name).await;

    let mut unsealed = fixture.new_patient();
    unsealed[1].state.sealed = None;
    fixture.refuses(Code::NotSealed, unsealed).await;

    // patients are in the contact compartment; a key of another compartment would open them to other users
    let mut other_key = fixture.new_patient();
    other_key[1].state.sealed.as_mut().unwrap()[1] = Compartment::Clinical.number();
    fixture.refuses(Code::NotSealed, other_key).await;

    let mut unpadded = fixture.new_patient();
    unpadded[1].state.sealed.as_mut().unwrap().pop();
    fixture.refuses(Code::NotSealed, unpadded).await;

    let mut huge = fixture.new_patient();
    huge[1]
        .state
        .sealed
        .as_mut()
        .unwrap()
        .resize(33 + 32 * 1024, 0);
    fixture.refuses(Code::TooLarge, huge).await;

    let mut word = fixture.new_patient();
    set(&mut word[2], 6, Value::Text("GONE".into()));
    fixture.refuses(Code::BadValue, word).await;

    let mut year = fixture.new_patient();
    set(&mut year[0], 1, Value::Time(i64::MIN));
    fixture.refuses(Code::BadValue, year).await;

    let mut clock = fixture.new_patient();
    clock[1].state.clock.unix_ms = 1 << 47;
    fixture.refuses(Code::ClockTooFar, clock).await;

    let many = (0..=GROUP_CELLS_MAX / 8).flat_map(|_| fixture.new_patient());
    let many: Vec<CellWrite> = many.collect();
    assert!(many.len() > GROUP_CELLS_MAX);
    fixture.refuses(Code::TooLarge, many).await;
}

#[tokio::test]
async fn rows_that_are_not_there_or_change_their_patient_are_refused() {
    let mut fixture = Fixture::new().await;
    let (one, other) = (fixture.patient().await, fixture.patient().await);
    let device = &mut fixture.device;
    let provider = ("provider", Value::Uuid(device.author.id));
    let stranger = Some(fake_device::random_id());
    let row = fake_device::random_id();
    let lost = device.row(
        Visit::DESCRIPTOR,
        row,
        stranger,
        std::slice::from_ref(&provider),
    );
    fixture.refuses(Code::MissingReference, lost).await;

    let device = &mut fixture.device;
    let mut edit = device.row(Patient::DESCRIPTOR, fake_device::random_id(), None, &[]);
    edit.remove(0);
    fixture.refuses(Code::MissingReference, edit).await;

    let device = &mut fixture.device;
    let visit = device.row(
        Visit::DESCRIPTOR,
        row,
        Some(one),
        std::slice::from_ref(&provider),
    );
    assert!(matches!(
        fixture.verdict(visit.clone()).await,
        Verdict::Accepted { .. }
    ));
    let device = &mut fixture.device;
    let mut moved = device.row(Visit::DESCRIPTOR, row, Some(other), &[provider]);
    moved.remove(0);
    fixture.refuses(Code::PatientChanged, moved).await;

    let mut two_patients = visit.clone();
    two_patients[0].patient = Some(other);
    fixture.refuses(Code::PatientChanged, two_patients).await;

    let mut forked = visit.clone();
    forked[1].state.tag = [0; 16];
    fixture
        .refuses(Code::ForkDetected, vec![forked.remove(1)])
        .await;

    let device = &mut fixture.device;
    let mut again = device.row(Visit::DESCRIPTOR, row, Some(one), &[]);
    again.truncate(1);
    fixture.refuses(Code::AlreadyWritten, again).await;
}

#[tokio::test]
async fn a_group_of_another_clinic_device_or_hand_is_refused() {
    let mut fixture = Fixture::new().await;
    let writes = fixture.new_patient();
    let forge = |fixture: &mut Fixture, change: &dyn Fn(&mut sync_contract::Group)| {
        let device = &mut fixture.device;
        device.write(writes.clone());
        change(device.queue.last_mut().unwrap());
    };
    forge(&mut fixture, &|group| {
        group.tenant = fake_device::random_id()
    });
    let answer = fixture.push_founder().await;
    assert_eq!(answer.verdicts[0].1, rejected(Code::WrongTenant));
    fixture.device.number = 9;
    fixture.device.write(writes.clone());
    fixture.device.number = 1;
    let answer = fixture.push_founder().await;
    assert_eq!(answer.verdicts[0].1, rejected(Code::OutOfScope));
    forge(&mut fixture, &|group| {
        group.writes[1].state.clock.unix_ms += 1
    });
    let answer = fixture.push_founder().await;
    assert_eq!(answer.verdicts[0].1, rejected(Code::BadSignature));
    forge(&mut fixture, &|group| {
        group.author = fake_device::random_id()
    });
    let answer = fixture.push_founder().await;
    assert_eq!(answer.verdicts[0].1, rejected(Code::BadSignature));

    let mut others_clock = writes.clone();
    others_clock[1].state.clock.device = 9;
    fixture.refuses(Code::OutOfScope, others_clock).await;
    let mut others_hand = writes.clone();
    others_hand[1].state.author = fake_device::random_id();
    fixture.refuses(Code::BadSignature, others_hand).await;
}

#[tokio::test]
async fn no_user_writes_without_the_right_and_the_key() {
    let mut fixture = Fixture::new().await;
    let patient = fixture.patient().await;
    let founder = fixture.device.author.clone();

    fixture.device.author = fixture
        .hire(&[Right::PatientsCreate], &[Compartment::Contact])
        .await;
    let device = &mut fixture.device;
    let provider = ("provider", Value::Uuid(founder.id));
    let visit = device.row(
        Visit::DESCRIPTOR,
        fake_device::random_id(),
        Some(patient),
        std::slice::from_ref(&provider),
    );
    fixture.refuses(Code::MissingRight, visit).await;

    fixture.device.author = founder.clone();
    fixture.device.author = fixture
        .hire(
            &[Right::VisitsWrite, Right::NotesWrite],
            &[Compartment::Contact],
        )
        .await;
    let device = &mut fixture.device;
    let visit = device.row(
        Visit::DESCRIPTOR,
        fake_device::random_id(),
        Some(patient),
        &[provider],
    );
    fixture.refuses(Code::OutOfScope, visit).await;

    fixture.device.author = founder;
    fixture.device.author = fixture
        .hire(&[Right::NotesWrite], &[Compartment::Clinical])
        .await;
    for (status, expected) in [("SIGNED", Some(Code::MissingRight)), ("DRAFT", None)] {
        let device = &mut fixture.device;
        let status = [("status", Value::Text(status.into()))];
        let note = device.row(
            Note::DESCRIPTOR,
            fake_device::random_id(),
            Some(patient),
            &status,
        );
        match expected {
            Some(code) => fixture.refuses(code, note).await,
            None => assert!(matches!(
                fixture.verdict(note).await,
                Verdict::Accepted { .. }
            )),
        }
    }
}

#[tokio::test]
async fn to_create_to_update_and_to_delete_are_rights_of_their_own() {
    let rights = [
        Right::PatientsCreate,
        Right::PatientsUpdate,
        Right::PatientsDelete,
    ];
    for lock in rights {
        let mut fixture = Fixture::new().await;
        let patient = fake_device::random_id();
        let known = fixture.device.row(Patient::DESCRIPTOR, patient, None, &[]);
        accepted_or(None, fixture.verdict(known.clone()).await);
        fixture.device.author = fixture.hire(&[lock], &[Compartment::Contact]).await;
        let expected = |needed| (needed != lock).then_some(Code::MissingRight);

        let new = fixture.new_patient();
        accepted_or(expected(Right::PatientsCreate), fixture.verdict(new).await);

        for (number, needed) in [
            (1, Right::PatientsUpdate),
            (DELETION, Right::PatientsDelete),
        ] {
            let spec = Patient::DESCRIPTOR.cell(number).unwrap();
            let mut base: Vec<Clock> = known.iter().map(|write| write.state.clock).collect();
            if number != DELETION {
                base.retain(|clock| known[usize::from(number)].state.clock == *clock);
            }
            let device = &mut fixture.device;
            let write = device.cell(Patient::DESCRIPTOR, spec, patient, None, &[], base);
            accepted_or(expected(needed), fixture.verdict(vec![write]).await);
        }

        // what replaces a version is no creation, though the row's first cell comes with it
        let mut disguised = fixture.new_patient();
        disguised[1].base = vec![known[1].state.clock];
        fixture.refuses(Code::MissingRight, disguised).await;
    }
}

fn accepted_or(refusal: Option<Code>, verdict: Verdict) {
    match refusal {
        Some(code) => assert_eq!(verdict, rejected(code)),
        None => assert!(matches!(verdict, Verdict::Accepted { .. }), "{verdict:?}"),
    }
}

#[tokio::test]
async fn admin_signed_rows_follow_the_chain_of_signatures_and_no_other() {
    let mut fixture = Fixture::new().await;
    let founder = fixture.device.author.clone();
    let admin_role =
        sync_contract::catalog::admin_role(sync_contract::ids::TenantId(fixture.clinic.tenant)).0;
    // an admin may hire ...
    let role = fake_device::random_id();
    let device = &mut fixture.device;
    let everything = [Right::UsersManage, Right::RolesManage, Right::KeysGrant];
    let roles = device.role(role, "Almost", &everything, &[]);
    let verdict = fixture.verdict_admin_signed(roles).await;
    assert!(matches!(verdict, Verdict::Accepted { .. }), "{verdict:?}");
    let clerk = Person::new();
    let member = fixture.device.member(&clerk, role, &[]);
    let verdict = fixture.verdict_admin_signed(member).await;
    assert!(matches!(verdict, Verdict::Accepted { .. }), "{verdict:?}");

    // ... but makes no other admin: only the root key does
    let second = Person::new();
    let device = &mut fixture.device;
    let promoted = device.member(&second, admin_role, &Compartment::ALL);
    fixture.rejects_admin_signed(Code::NotAdmin, promoted).await;

    // and a user who is not an admin cannot sign it, whatever their rights
    fixture.device.author = clerk.clone();
    let role = fake_device::random_id();
    let roles = fixture.device.role(role, "Own", Right::ALL, &[]);
    fixture.rejects_admin_signed(Code::NotAdmin, roles).await;
    let roles = fixture.device.role(role, "Own", Right::ALL, &[]);
    let stranger = ed25519_dalek::SigningKey::from_bytes(&[9; 32]);
    fixture.device.write_admin_signed(roles, &stranger);
    let answer = fixture.push_founder().await;
    assert_eq!(answer.verdicts[0].1, rejected(Code::BadSignature));

    // a user's password is their own to change, when they read the current version, and their keys are not
    let keys = User::CELL.keys;
    let device = &mut fixture.device;
    let own = device.cell(User::DESCRIPTOR, keys, clerk.id, None, &[], vec![]);
    let verdict = fixture.verdict_admin_signed(vec![own]).await;
    assert_eq!(verdict, rejected(Code::NotAdmin));
    let password = User::CELL.password;
    let current = fixture.row(User::DESCRIPTOR, clerk.id).await;
    let seen: Vec<Clock> = current
        .cells
        .iter()
        .filter(|cell| cell.cell == password.number)
        .map(|cell| cell.clock)
        .collect();
    for (base, expected) in [(vec![], Some(Code::StaleBase)), (seen, None)] {
        let device = &mut fixture.device;
        let own = device.cell(User::DESCRIPTOR, password, clerk.id, None, &[], base);
        let verdict = fixture.verdict_admin_signed(vec![own]).await;
        match expected {
            Some(code) => assert_eq!(verdict, rejected(code)),
            None => assert!(matches!(verdict, Verdict::Accepted { .. }), "{verdict:?}"),
        }
    }

    // admin-signed and other rows never share a group
    fixture.device.author = founder;
    let mut mixed = fixture.device.role(role, "Mixed", &[], &[]);
    mixed.extend(fixture.new_patient());
    fixture.rejects_admin_signed(Code::Malformed, mixed).await;
}

#[tokio::test]
async fn a_clinic_has_an_admin_unique_user_names_and_roles_with_their_keys() {
    let mut fixture = Fixture::new().await;
    let founder = fixture.device.author.clone();
    let root = fixture.clinic.root.clone();
    let membership = "select id from user_roles";
    let client = fixture.database.as_superuser().await;
    let membership: Uuid = client.query_one(membership, &[]).await.unwrap().get(0);
    let row = fixture.row(UserRole::DESCRIPTOR, membership).await;
    let seen = row.cells.iter().map(|cell| cell.clock).collect();
    let deleted = UserRole::DESCRIPTOR.cell(DELETION).unwrap();
    let time = [("deleted_at", Value::Time(1_700_000_000_000_000))];
    let device = &mut fixture.device;
    let ends = device.cell(UserRole::DESCRIPTOR, deleted, membership, None, &time, seen);
    device.write_admin_signed(vec![ends], &root);
    let answer = fixture.push_founder().await;
    assert_eq!(answer.verdicts[0].1, rejected(Code::LastAdmin));

    let name = founder.id.simple().to_string();
    // a name in capitals would not be found by a look-up in the stored, lower-case form
    for (code, name) in [
        (Code::Malformed, name.to_uppercase()),
        (Code::NotUnique, name),
    ] {
        let twin = fixture.device.row(
            User::DESCRIPTOR,
            fake_device::random_id(),
            None,
            &[("username", Value::Text(name))],
        );
        fixture.rejects_admin_signed(code, twin).await;
    }

    let role = fake_device::random_id();
    let device = &mut fixture.device;
    let contact = [Compartment::Contact];
    let mut keyless = device.role(role, "Desk", &[Right::PatientsRead], &contact);
    keyless.extend(device.member(&Person::new(), role, &[]));
    fixture
        .rejects_admin_signed(Code::MissingReference, keyless)
        .await;

    let grant = fixture.device.row(
        KeyGrant::DESCRIPTOR,
        fake_device::random_id(),
        None,
        &[
            ("recipient_kind", Value::Text("USER".into())),
            ("recipient", Value::Uuid(fake_device::random_id())),
        ],
    );
    fixture
        .rejects_admin_signed(Code::MissingReference, grant)
        .await;
}

/// Each of two admins sees that the user has another role, and ends one.
#[tokio::test]
async fn the_second_of_two_admins_who_end_the_roles_of_a_user_is_refused() {
    let mut fixture = Fixture::new().await;
    let person = fixture.hire(&[Right::PatientsRead], &[]).await;
    let root = fixture.clinic.root.clone();
    let role = fake_device::random_id();
    let device = &mut fixture.device;
    let mut given = device.role(role, "Second", &[Right::PatientsRead], &[]);
    let [user, of] =
        [("user", person.id), ("role", role)].map(|(name, id)| (name, Value::Uuid(id)));
    let (id, both) = (fake_device::random_id(), [user, of]);
    given.extend(device.row(UserRole::DESCRIPTOR, id, None, &both));
    device.write_admin_signed(given, &root);
    all_accepted(&fixture.push_founder().await);

    let client = fixture.database.as_superuser().await;
    let memberships = "select id from user_roles where \"user\" = $1 order by id = $2";
    let rows = client.query(memberships, &[&person.id, &id]).await.unwrap();
    assert_eq!(rows.len(), 2);
    for (row, expected) in rows.iter().zip([None, Some(Code::LastRole)]) {
        let membership: Uuid = row.get(0);
        let current = fixture.row(UserRole::DESCRIPTOR, membership).await;
        let seen = current.cells.iter().map(|cell| cell.clock).collect();
        let deleted = UserRole::DESCRIPTOR.cell(DELETION).unwrap();
        let time = [("deleted_at", Value::Time(1_700_000_000_000_000))];
        let device = &mut fixture.device;
        let ends = device.cell(UserRole::DESCRIPTOR, deleted, membership, None, &time, seen);
        let verdict = fixture.verdict_admin_signed(vec![ends]).await;
        match expected {
            Some(code) => assert_eq!(verdict, rejected(code)),
            None => assert!(matches!(verdict, Verdict::Accepted { .. }), "{verdict:?}"),
        }
    }
}

#[tokio::test]
async fn of_rows_that_several_devices_derive_the_first_creation_counts() {
    let mut fixture = Fixture::new().await;
    let mut second = fixture.second_device().await;
    let tenant = sync_contract::ids::TenantId(fixture.clinic.tenant);
    let setting = sync_contract::catalog::setting_id(tenant, "locale").0;
    let given = [("name", Value::Text("locale".into()))];
    let device = &mut fixture.device;
    let first = device.row(Setting::DESCRIPTOR, setting, None, &given);
    fixture.verdict(first.clone()).await;
    let again = second.row(Setting::DESCRIPTOR, setting, None, &given);
    second.write(again.clone());
    all_accepted(&fixture.push(&mut second).await.unwrap());
    let row = fixture.row(Setting::DESCRIPTOR, setting).await;
    assert_eq!(row.cells[0], first[0].state);
    assert_eq!(row.cells[1], again[1].state);
    // both wrote the same words, and in the clear: there is nothing to decide
    let [sibling] = &row.siblings[..] else {
        panic!("{:?}", row.siblings);
    };
    assert!(!is_open_conflict(row.cell(sibling.cell), sibling));
}

#[tokio::test]
async fn a_clinic_is_a_demo_from_its_birth_or_never() {
    let mut fixture = Fixture::new().await;
    let identity = Tenant::CELL.identity;
    let tenant = fixture.clinic.tenant;
    let current = fixture.row(Tenant::DESCRIPTOR, tenant).await;
    let seen = vec![current.cells[1].clock];
    for (status, expected) in [("DEMO", Some(Code::AlreadyWritten)), ("ACTIVE", None)] {
        let given = [
            ("status", Value::Text(status.into())),
            ("name", Value::Text("Under another name".into())),
        ];
        let device = &mut fixture.device;
        let write = device.cell(
            Tenant::DESCRIPTOR,
            identity,
            tenant,
            None,
            &given,
            seen.clone(),
        );
        let verdict = fixture.verdict_admin_signed(vec![write]).await;
        match expected {
            Some(code) => assert_eq!(verdict, rejected(code)),
            None => assert!(matches!(verdict, Verdict::Accepted { .. }), "{verdict:?}"),
        }
    }
}

#[tokio::test]
async fn no_user_purges_a_row() {
    let mut fixture = Fixture::new().await;
    let patient = fixture.patient().await;
    let mut purge = fixture.new_patient();
    purge.truncate(1);
    purge[0].row = patient;
    purge[0].state.cell = PURGE;
    fixture.refuses(Code::MissingRight, purge).await;
}

#[tokio::test]
async fn a_rejection_names_the_row_the_cell_and_the_field() {
    let mut fixture = Fixture::new().await;
    let unknown_user = fake_device::random_id();
    for (field, value, code) in [
        (
            Patient::FIELD.dietitian,
            Value::Uuid(unknown_user),
            Code::MissingReference,
        ),
        (
            Patient::FIELD.sex,
            Value::Text("NONE".into()),
            Code::BadValue,
        ),
    ] {
        let row = fake_device::random_id();
        let given = [(field.spec.name, value)];
        let writes = fixture.device.row(Patient::DESCRIPTOR, row, None, &given);
        fixture.refuses(code, writes).await;
        let expected = Rejection {
            code,
            entity: Some(Patient::DESCRIPTOR.number),
            row: Some(row),
            cell: Some(field.cell.number),
            field: Some(field.number),
        };
        assert_eq!(fixture.rejections.lock().unwrap().last(), Some(&expected));
    }
}
