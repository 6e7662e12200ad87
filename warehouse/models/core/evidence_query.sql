-- The SQL that recomputes each measured number on the published file.
--
-- grain: test_id, moment
--
-- test_id         the test
-- moment          then, between or now
-- sql             one query with one row and one column, `measured`
with seen as (
    select
        evidence_moment.*,
        definition.pool,
        definition.over,
        claim.per,
        claim_test.needs,
        at_count.periods,
        at_count.days,
        at_count.flow,
        at_count.ends - at_count.starts as wanted_days,
        datediff('month', at_count.starts, at_count.ends) as wanted_months,
        since_count.periods as first_periods,
        since_count.days as first_days,
        signal.measure = 'flow' and not signal.editions and signal.quality = 'sample' as yearly,
        signal.unit not in ('percent', 'index points') as counted
    from evidence_moment
    join claim on claim.claim_id = evidence_moment.claim_id
    join claim_test on claim_test.test_id = evidence_moment.test_id
    left join definition on definition.definition_id = evidence_moment.definition_id
    left join signal on signal.signal_id = definition.signal_id
    left join window_count as at_count
        on at_count.test_id = evidence_moment.test_id
        and at_count.moment = evidence_moment.moment
        and at_count.part = 'at'
    left join window_count as since_count
        on since_count.test_id = evidence_moment.test_id
        and since_count.moment = evidence_moment.moment
        and since_count.part = 'since'
    where evidence_moment.measured is not null
),
named as (
    select
        seen.*,
        case
            when kind in ('ratio', 'order') then 'pair'
            when kind = 'growth' and comparator is not null then 'growth-against'
            when kind in ('slope', 'crossing') and yearly then kind || '-yearly'
            -- of facts only dates have two ends
            when fact_id is not null then case when low is not null then 'date' else 'property' end
            else kind end as template,
        case
            when periods > 1 and pool = 'year' then 'years'
            when periods > 1 and kind in ('ratio', 'order', 'growth') and comparator is not null
                then 'periods-of-both'
            when periods > 1 then 'periods'
            when pool = 'year' and kind <> 'rank' then 'one-year'
            else 'one-period' end as span,
        case
            when first_periods > 1 and pool = 'year' then 'years'
            when first_periods > 1 and kind = 'growth' and comparator is not null
                then 'periods-of-both'
            when first_periods > 1 then 'periods'
            when pool = 'year' then 'one-year'
            else 'one-period' end as first_span,
        case when kind in ('share', 'change') then 'complete' else 'period_complete' end
            || case when kind in ('share', 'level') then '' else ' and bound is null' end
            as needed,
        case
            when kind = 'level' and flow and per = 'day' then ' / ' || days
            when kind = 'level' and flow and per = 'year' then ' * 365.25 / ' || days
            when kind = 'level' and flow and per = 'month' then ' * ' || wanted_days || '.0 / '
                || greatest(1, wanted_months) || ' / ' || days
            when kind = 'growth' and flow and days <> first_days
                then ' * ' || first_days || ' / ' || days || '.0'
            else '' end as scale,
        case when counted then case kind when 'slope' then 100 else 20 end else 0 end as floor
    from seen
),
spanned as (
    -- which periods are read, and the share where a template holds one
    select
        named.*,
        replace(replace(query.sql,
            '{share}', coalesce(subject_query.share_query, '')),
            '{first_share}', coalesce(
                replace(subject_query.share_query, '{periods}', '{first_periods}'), ''))
            as with_share,
        subject_query.share_query,
        subject_query.source,
        subject_query.members,
        other_query.members as other_members,
        replace(replace(at_span.sql,
            '{start}', period_start::varchar),
            '{end}', period_end::varchar) as periods_sql,
        replace(replace(since_span.sql,
            '{start}', baseline_start::varchar),
            '{end}', baseline_end::varchar) as first_periods_sql,
        '''' || replace(replace(array_to_string(needs, chr(9)),
            '''', ''''''), chr(9), ''', ''') || '''' as words_sql
    from named
    left join query_template as query on query.name = named.template
    left join query_template as at_span on at_span.name = named.span
    left join query_template as since_span on since_span.name = named.first_span
    left join definition_query as subject_query
        on subject_query.definition_id = named.definition_id
        and subject_query.project_id = named.subject
    left join definition_query as other_query
        on other_query.definition_id = named.definition_id
        and other_query.project_id = named.comparator
),
filled as (
    select
        *,
        replace(replace(replace(replace(replace(replace(
            coalesce(with_share, share_query),
            '{periods}', coalesce(periods_sql, '')),
            '{first_periods}', coalesce(first_periods_sql, '')),
            '{source}', coalesce(source, '')),
            '{subject}', coalesce(members, '')),
            '{comparator}', coalesce(other_members, '')),
            '{words}', coalesce(words_sql, 'null')) as text
    from spanned
)
select
    test_id,
    moment,
    replace(replace(replace(replace(replace(replace(replace(replace(replace(
        text,
        '{scale}', scale),
        '{needed}', needed),
        '{floor}', floor::varchar),
        '{definition}', coalesce(definition_id, '')),
        '{subject_id}', subject),
        '{comparator_id}', coalesce(comparator, '')),
        '{fact}', coalesce(fact_id, '')),
        '{start}', period_start::varchar),
        '{first_start}', coalesce(baseline_start::varchar, '')) as sql
from filled
