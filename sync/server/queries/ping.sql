select
    1
