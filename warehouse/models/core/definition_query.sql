-- The SQL that recomputes a definition's numerator and denominator from latest_observation.
--
-- grain: definition_id, project_id
--
-- definition_id     the definition
-- project_id        the project
-- numerator_sql     scalar query; {start} and {end} stand for the period's dates
-- share_sql         the same divided by the denominator
with member as (
    select
        definition_id,
        project_id,
        string_agg('''' || member_id || '''', ', ' order by member_id) as names
    from definition_member
    group by definition_id, project_id
),
whole as (
    select
        definition.definition_id,
        string_agg('''' || part.member_id || '''', ', ' order by part.member_id) as names
    from definition
    join project_group as member on member.group_id = definition.group_id
    join definition_member as part
        on part.definition_id = definition.definition_id
        and part.project_id = member.project_id
    group by definition.definition_id
),
condition as (
    select
        definition.definition_id,
        definition.over,
        definition.total_signal_id,
        chr(10) || '    from latest_observation'
            || chr(10) || '    where signal_id = ''' || definition.signal_id || ''''
            || chr(10) || '        and segment in ('''
            || replace(replace(array_to_string(definition.segments, chr(9)), '''', ''''''),
                chr(9), ''', ''') || ''')'
            || chr(10) || '        and role in (''' || array_to_string(definition.roles, ''', ''')
            || ''') and not suspect'
            || chr(10) || case when definition.pool = 'year'
                then '        and period_start >= date ''{start}'''
                    || ' and period_start < date ''{end}'''
                else '        and period_start = date ''{start}'' and period_end = date ''{end}''' end
            || chr(10) || '        and project_id in (' as text
    from definition
),
part as (
    select
        member.definition_id,
        member.project_id,
        member.names,
        '(' || chr(10) || '    select sum(value)' || condition.text || member.names || ')'
            || chr(10) || ')' as numerator_sql
    from member
    join condition on condition.definition_id = member.definition_id
)
select
    part.definition_id,
    part.project_id,
    part.numerator_sql,
    part.numerator_sql || '::double' || chr(10) || '/ (' || chr(10)
        || case condition.over
            when 'base' then '    select sum(base) from ('
                || chr(10) || '    select segment, period_start, max(base) as base'
                || condition.text || part.names || ')' || chr(10) || '    group by segment, period_start)'
            when 'group' then '    select sum(value)' || condition.text || whole.names || ')'
            else '    select arg_min(value, 2 * abs(period_start - date ''{start}'')'
                || ' + case when period_start > date ''{start}'' then 1 else 0 end)'
                || chr(10) || '    from latest_observation'
                || chr(10) || '    where signal_id = ''' || condition.total_signal_id
                || ''' and not suspect' end
        || chr(10) || ')' as share_sql
from part
join condition on condition.definition_id = part.definition_id
left join whole on whole.definition_id = part.definition_id
