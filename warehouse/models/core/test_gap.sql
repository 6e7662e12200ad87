-- Why a test measures nothing at a moment.
--
-- grain: test_id, moment
--
-- test_id   the test
-- moment    then, between or now
-- missing   not collected: no figure of the subject; comparator: none of the other, or it counts
--           nothing; future: the claim speaks of a time to come; date: no figure near its date;
--           beginning: none near where it begins; edition: only other editions; break: only figures
--           inside a break that forbids them; not over: only periods that were not over when they
--           were read; group: a large member of the group is missing; sample count: counts of a
--           sample are no levels; bound: only bounds; length: no figure for just that time;
--           members: fewer than three are measured; barred: the counting changed on the way; fact:
--           the fact says nothing
with test as (
    select claim_test.*, claim_window.moment
    from claim_test
    join claim_window on claim_window.claim_id = claim_test.claim_id and claim_window.part = 'at'
),
read as (
    select
        test_id,
        moment,
        part,
        count(*) filter (where refused is null) as readable,
        -- the first of these that there is: what stands nearest to a measurement
        arg_min(refused, case refused
            when 'future' then 0 when 'sample count' then 1 when 'bound' then 2 when 'length' then 3
            when 'group' then 4 when 'not over' then 5 when 'comparator' then 6
            when 'edition' then 7 else 8 end) as refused
    from test_figure
    group by test_id, moment, part
),
known as (
    select definition_id, project_id, count(*) as figures
    from share
    group by definition_id, project_id
)
select
    test.test_id,
    test.moment,
    case
        when test.fact_id is not null then 'fact'
        when coalesce(own.figures, 0) = 0 then 'not collected'
        when claim.comparator is not null and coalesce(other.figures, 0) = 0
            and claim.kind in ('ratio', 'order', 'crossing') then 'comparator'
        when at_window.future then 'future'
        when coalesce(at_part.readable, 0) = 0 and at_part.refused is not null
            then at_part.refused
        when coalesce(at_part.readable, 0) = 0 and claim.kind not in ('slope', 'crossing')
            then 'date'
        when since_part.test_id is not null and since_part.readable = 0 then since_part.refused
        when claim.since_start is not null and since_part.test_id is null
            and claim.kind <> 'slope' then 'beginning'
        when claim.kind in ('ratio', 'order') then 'comparator'
        when claim.kind = 'level' then 'length'
        when exists (
            select 1
            from definition_break as bar
            where
                bar.definition_id = test.definition_id
                and bar.project_id in (claim.subject, claim.comparator)
                and bar.price = 'barring'
                and (claim.since_start is null
                    or bar.starts < at_window.ends
                    and coalesce(bar.ends > claim.since_start, true))
        ) and claim.kind in ('change', 'growth', 'slope', 'crossing') then 'barred'
        when claim.kind in ('change', 'growth') then 'beginning'
        when claim.kind = 'rank' then 'members'
        else 'date' end as missing
from test
join claim on claim.claim_id = test.claim_id
left join measurement on measurement.test_id = test.test_id and measurement.moment = test.moment
left join read as at_part
    on at_part.test_id = test.test_id and at_part.moment = test.moment and at_part.part = 'at'
left join read as since_part
    on since_part.test_id = test.test_id
    and since_part.moment = test.moment
    and since_part.part = 'since'
left join claim_window as at_window
    on at_window.claim_id = test.claim_id
    and at_window.moment = test.moment
    and at_window.part = 'at'
left join known as own
    on own.definition_id = test.definition_id and own.project_id = claim.subject
left join known as other
    on other.definition_id = test.definition_id and other.project_id = claim.comparator
where measurement.test_id is null
