select
    set_config('enable_seqscan', $1, true),
    set_config('enable_indexscan', $1, true),
    set_config('enable_bitmapscan', $1, true),
    set_config('enable_hashjoin', $1, true),
    set_config('enable_mergejoin', $1, true)
