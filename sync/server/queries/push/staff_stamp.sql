select
    greatest(
        (select max(seq) from users where tenant_id = $1),
        (select max(seq) from roles where tenant_id = $1),
        (select max(seq) from user_roles where tenant_id = $1),
        (select max(seq) from devices where tenant_id = $1),
        (select max(seq) from key_grants where tenant_id = $1)
    ) as stamp
