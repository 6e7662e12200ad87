-- The times that a claim is measured over: then, at its own date; now, the last twelve months.
--
-- grain: claim_id, moment, part
--
-- claim_id   the claim, of a kind that is measured under definitions
-- moment     then or now
-- part       at: what it speaks of; since: where a change, slope or growth begins
-- starts     first day
-- ends       day after the last
-- dated      false where the claim gives no date and the last twelve months stand for the present
-- future     true when it begins after the build: nothing is measured there
with clock as (
    -- the last twelve months end on the newest day on which any figure was read
    select max(observed_at)::date as today
    from latest_observation
    cross join build
    where observed_at <= build.built_at
),
measured as (
    select claim.*, clock.today, build.built_at::date as built_on
    from claim
    cross join clock
    cross join build
    where claim.kind not in ('date', 'property')
),
times as (
    select
        claim_id, 'then' as moment, 'at' as part, as_of is not null as dated, built_on,
        coalesce(as_of_start, (today - interval 12 month)::date) as starts,
        coalesce(as_of_end, today) as ends
    from measured
    union all
    select
        claim_id, 'now', 'at', false, built_on,
        (today - interval 12 month)::date, today
    from measured
),
every as (
    select * from times
    union all
    -- where it begins ends where the time begins that is compared with it
    select
        times.claim_id, times.moment, 'since', true, times.built_on, measured.since_start,
        case when measured.since_start < times.starts then least(measured.since_end, times.starts)
            else measured.since_end end
    from times
    join measured on measured.claim_id = times.claim_id
    where measured.since_start is not null
)
select claim_id, moment, part, starts, ends, dated, starts > built_on as future
from every
