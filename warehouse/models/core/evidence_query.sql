-- The SQL that recomputes each measured number on the published file.
--
-- grain: test_id, moment
--
-- test_id         the test
-- moment          then or now
-- sql             one query with one row and one column, `measured`
with piece as (
    select
        seen.* exclude (words),
        subject.share_query,
        subject.change_query,
        subject.source_sql,
        subject.period_sql,
        replace(replace(subject.period_sql, '{start}', '{from}'), '{end}', '{to}')
            as first_period_sql,
        'project_id in ' || subject.members as is_subject,
        'project_id in ' || other.members as is_other,
        '''' || replace(replace(array_to_string(claim.asserted_words, chr(9)), '''', ''''''),
            chr(9), ''', ''') || '''' as words,
        ' where definition_id = ''' || seen.definition_id || '''' as defined,
        ' and period_start = date ''' || seen.period_start || ''' and period_end = date '''
            || seen.period_end || '''' as at_period
    from evidence_moment as seen
    join claim on claim.claim_id = seen.claim_id
    left join definition_query as subject
        on subject.definition_id = seen.definition_id and subject.project_id = seen.subject
    left join definition_query as other
        on other.definition_id = seen.definition_id and other.project_id = seen.comparator
    where seen.measured is not null
),
text as (
    select
        test_id,
        moment,
        period_start,
        period_end,
        baseline_start,
        baseline_end,
        case kind
            when 'share' then share_query
            when 'change' then change_query
            when 'level' then 'select sum(value) as measured' || source_sql || chr(10) || '    and '
                || period_sql || chr(10) || '    and ' || is_subject
            when 'growth' then 'select' || chr(10) || '    sum(value) filter (where later and '
                || is_subject || ')::double' || chr(10)
                || '    / sum(value) filter (where not later and ' || is_subject || ')'
                || case when comparator is null then '' else chr(10)
                    || '    / (sum(value) filter (where later and ' || is_other || ')::double'
                    || chr(10) || '    / sum(value) filter (where not later and ' || is_other || '))'
                    end || ' as measured' || chr(10) || 'from (' || chr(10)
                || 'select period_start >= date ''{start}'' as later, project_id, value'
                || source_sql || chr(10) || '    and (' || period_sql || chr(10) || '        or '
                || first_period_sql || ')' || chr(10) || ')'
            when 'rank' then 'select 1 + count(*) as measured' || chr(10) || 'from share'
                || chr(10) || defined || at_period || chr(10)
                || '    and rank is not null and numerator > (' || chr(10)
                || '        select numerator from share' || defined || ' and project_id = '''
                || subject || '''' || at_period || ')'
            when 'slope' then 'select regr_slope(share, (period_start - date ''2000-01-01'')'
                || ' / 365.25) as measured' || chr(10) || 'from share' || chr(10) || defined
                || ' and project_id = ''' || subject || ''' and usable' || chr(10)
                || '    and period_start >= date ''{from}'''
                || ' and (period_start, period_end) <= (date ''{start}'', date ''{end}'')'
            when 'crossing' then 'with pair as (' || chr(10)
                || '    select a.period_start, a.period_end, a.numerator > b.numerator as ahead'
                || chr(10) || '    from share as a join share as b'
                || ' using (definition_id, period_start, period_end)' || chr(10) || '   '
                || defined || ' and a.usable' || chr(10) || '        and a.project_id = '''
                || subject || ''' and b.project_id = ''' || comparator || '''' || chr(10) || '),'
                || chr(10) || 'crossed as (' || chr(10) || '    select coalesce('
                || 'min(period_start) filter (where period_start > coalesce('
                || '(select max(period_start) from pair where not ahead), date ''1900-01-01'')), '
                || 'max(period_end)) as day from pair' || chr(10) || ')' || chr(10)
                || 'select year(day) + (dayofyear(day) - 1)'
                || ' / dayofyear(make_date(year(day), 12, 31)) as measured from crossed'
            when 'date' then 'select year(value_start) + (dayofyear(value_start) - 1)'
                || ' / dayofyear(make_date(year(value_start), 12, 31)) as measured' || chr(10)
                || 'from fact where fact_id = ''' || fact_id || ''' and value_start = date '''
                || period_start || ''''
            when 'property' then 'select case when value in (' || coalesce(words, 'null')
                || ') then 1 else 0 end as measured' || chr(10) || 'from fact where fact_id = ''' || fact_id || ''''
                || ' and coalesce(valid_from, date ''1900-01-01'') = date ''' || period_start || ''''
            -- ratio and order
            else 'select' || chr(10) || '    sum(value) filter (where ' || is_subject || ')::double'
                || chr(10) || '    / sum(value) filter (where ' || is_other || ') as measured'
                || source_sql || chr(10) || '    and ' || period_sql end as template
    from piece
)
select
    test_id,
    moment,
    replace(replace(replace(replace(template,
        '{start}', period_start::varchar),
        '{end}', period_end::varchar),
        '{from}', coalesce(baseline_start::varchar, '')),
        '{to}', coalesce(baseline_end::varchar, '')) as sql
from text
