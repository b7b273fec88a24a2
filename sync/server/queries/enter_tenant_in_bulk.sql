select
    set_config('app.tenant', $1::uuid::text, true),
    set_config('plan_cache_mode', 'force_generic_plan', true)
