-- The times that a claim is judged at: then, its own date; now, the last twelve months; of an undated
-- one then is the first year in which it can have been written, and between what lies between them.
--
-- grain: claim_id, moment, part
--
-- claim_id   the claim
-- moment     then, between or now
-- part       at: what it speaks of; since: where a change, slope or growth begins
-- starts     first day
-- ends       day after the last
-- dated      false where the claim gives no date
-- future     true when it begins after the build: nothing is measured there
with home as (
    -- the packs of a claim; of one that stands in none, those of its subject
    select distinct claim.claim_id, entry.pack_id
    from claim
    join pack_entry as entry
        on entry.kind = 'cluster' and entry.id = claim.cluster
        or entry.kind = 'project' and entry.id = claim.subject
    qualify entry.kind = min(entry.kind) over (partition by claim.claim_id)
),
read as (
    select entry.pack_id, max(seen.observed_at)::date as today
    from latest_observation as seen
    cross join build
    join pack_entry as entry on entry.kind = 'project' and entry.id = seen.project_id
    where seen.observed_at <= build.built_at and not seen.suspect
    group by entry.pack_id
),
clock as (
    -- the last twelve months end on the newest day on which any figure of the pack was read
    select
        home.claim_id,
        max(read.today) as today,
        (max(read.today) - interval 12 month)::date as year_ago
    from home
    join read on read.pack_id = home.pack_id
    group by home.claim_id
),
ranged as (
    -- whole months, so that no month is cut in two
    select
        claim.*,
        clock.* exclude (claim_id),
        least(date_trunc('month', coalesce(not_before, year_ago))::date, year_ago) as earliest
    from claim
    join clock on clock.claim_id = claim.claim_id
),
times as (
    select
        claim_id, 'then' as moment, as_of_start is not null as dated,
        coalesce(as_of_start, earliest) as starts,
        coalesce(as_of_end, (earliest + interval 12 month)::date) as ends
    from ranged
    union all
    select claim_id, 'between', false, (earliest + interval 12 month)::date, year_ago
    from ranged
    where as_of_start is null and earliest + interval 13 month <= year_ago
    union all
    select claim_id, 'now', false, year_ago, today
    from ranged
),
every as (
    select claim_id, moment, 'at' as part, dated, starts, ends
    from times
    union all
    -- where it begins ends where the time begins that is compared with it
    select
        times.claim_id, times.moment, 'since', true, ranged.since_start,
        case when ranged.since_start < times.starts then least(ranged.since_end, times.starts)
            else ranged.since_end end
    from times
    join ranged on ranged.claim_id = times.claim_id
    where ranged.since_start is not null
)
select every.claim_id, moment, part, starts, ends, dated, starts > build.built_at::date as future
from every
cross join build
