-- Verdicts in codes, with the source whose collection would decide one, and whether it can be asked;
-- with what the claims say whose figures stand beside it; and with two counts that divide the same
-- number by different bases, where that alone puts one of them into the region and not the other.
with counted as (
    select
        *,
        coalesce(accepted_low, '-infinity') as least,
        coalesce(accepted_high, 'infinity') as most
    from evidence
    where kind = 'share' and role <> 'context' and measured is not null
),
parted as (
    select
        narrow.claim_id,
        narrow.moment,
        first(wide.test_id order by narrow.position) as wide_test_id,
        first(narrow.test_id order by narrow.position) as narrow_test_id
    from counted as narrow
    join definition on definition.definition_id = narrow.definition_id
    join counted as wide
        on wide.claim_id = narrow.claim_id
        and wide.moment = narrow.moment
        and wide.definition_id = definition.within
        and wide.period_start = narrow.period_start
        and wide.period_end = narrow.period_end
    join base_left_out as part
        on part.definition_id = narrow.definition_id
        and part.project_id = narrow.subject
        and part.period_start = narrow.period_start
        and part.period_end = narrow.period_end
    where
        wide.measured not between wide.least and wide.most
        and narrow.measured <= narrow.most
        -- of bases that overlap, the figure is the least that it can be
        and case when definition.overlap then coalesce(narrow.high, narrow.measured)
            else narrow.measured end >= narrow.least
        or not definition.overlap
        and wide.measured between wide.least and wide.most
        and narrow.measured not between narrow.least and narrow.most
    group by narrow.claim_id, narrow.moment
),
beside as (
    select
        named.claim_id,
        list(claim.statement order by named.place) as statements
    from (
        select claim_id, unnest(together) as other, generate_subscripts(together, 1) as place
        from ruling
    ) as named
    join claim on claim.claim_id = named.other
    group by named.claim_id
)
select
    ruling.*,
    beside.statements,
    parted.wide_test_id,
    parted.narrow_test_id,
    coalesce(source.title, ruling.needs_source) as needs_title,
    coalesce(source.live, false) as needs_live
from ruling
left join source on source.source_id = ruling.needs_source
left join beside on beside.claim_id = ruling.claim_id
left join parted on parted.claim_id = ruling.claim_id and parted.moment = ruling.moment
