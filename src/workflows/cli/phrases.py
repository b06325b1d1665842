"""The sentences in which errors give their reason, in Chinese.

Errors are raised in English by parts that know no language. A reason is found here by its wording; what stands in
braces is taken over, dates and numbers as they are, names and codes in their Chinese. A test reads the sources and
fails when a reason that a user can meet is missing here.
"""

from __future__ import annotations

import re
from functools import cache

from deadlines.errors import Reason
from deadlines.law.terms import CalendarDays, Hours, Months, WorkingDays
from deadlines.law.wording import CAUSES, length

_TERMS = {kind.__name__: kind for kind in (WorkingDays, CalendarDays, Months, Hours)}
_WORDS = {
    "nothing": "无",
    "no facts": "没有事项",
    "no suffix": "没有后缀",
    "off": "放假",
    "worked": "上班",
    "memory": "内存",
    "text": "文字",
    "code": "代码",
    "codes": "代码的列表",
    "int": "整数",
    "bool": "是或否",
    "day": "日期",
    "instant": "时刻",
}
_OF_A_COUNT = {
    "{fact} does not restart {rule}; it is restarted by {known}": (
        "“{fact}”不使 {rule} 重新计算；可使其重新计算的：{known}"
    ),
    "{fact} does not suspend {rule}; it is suspended by {known}": "“{fact}”不能中止 {rule}；可使其中止的：{known}",
    "{rule} runs in natural hours: give the instant it started as an aware datetime": (
        "{rule} 以自然小时计：请给出起算时刻（带时区）"
    ),
    "{rule} runs in days: give the day it started as a date": "{rule} 以日计：请给出起算日，不要时刻",
    "{rule} is a reasonable term that the agency sets; no length was set: add Agreed(on=..., term=...)": (
        "{rule} 是由机关确定的合理期限，尚未确定长短"
    ),
    "{rule} cannot be extended": "{rule} 不可延长",
    "{rule} may be extended {times} time(s), this is number {number}": "{rule} 可延长{times}次，这是第{number}次",
    "{added} is more than the {most} that may be added": "延长{added}，多于可延长的{most}",
    "{added} cannot be added to {term}: another unit": "{added}不能加到{term}上：单位不同",
    "{own} cannot replace {term}: another unit": "{own}不能代替{term}：单位不同",
    "{own} is shorter than the least the law allows, {term}": "{own}短于法定最短的{term}",
    "{own} is longer than the most the law allows, {term}": "{own}长于法定最长的{term}",
    "{term} can be neither suspended nor extended; correct the rule {rule}": (
        "{term}不能中止或者延长；请改正期限 {rule}"
    ),
    "{term} does not end on a day": "{term}没有届满日",
    "happened before the clock started on {start}": "早于起算日 {start}",
    "already suspended for {cause} since {on}; give it its own key": (
        "自 {on} 起已因“{cause}”中止；另一次中止须另行标明"
    ),
    "nothing was suspended for {cause} {key}": "此前没有因“{cause}”的中止可以恢复",
    "nothing was suspended for {cause}": "此前没有因“{cause}”的中止可以恢复",
    "the term had already ended on {day}; the person must be told before that": (
        "期限已于 {day} 届满；延期须在届满前告知"
    ),
    "a term in hours starts at an instant, not on a day": "以小时计的期限自时刻起算，不自某日起算",
    "the clock stands still: no due date exists yet": "计时中止，尚无届满日",
    "the clock stands still: no due date to explain yet": "计时中止，尚无届满日可说明",
    "days and instants are mixed: a term in hours takes instants, any other term takes days": (
        "日与时刻混用：以小时计的期限用时刻，其他期限用日"
    ),
    "one clock starts once, but {days} are given": "一个期限只起算一次，却给出了 {days}",
    "nothing started this clock: add Started(on=...)": "没有起算的事实",
    "a time without a zone is no instant: give an aware datetime": "没有时区的时间不是时刻：请写明时区",
}
_OF_A_CASE = {
    "nothing started clock {clock}": "期限“{clock}”没有起算",
    "clock {clock} was never started": "期限“{clock}”没有起算",
    "the fact {name} that dates clock {clock} is {given}, not a day": (
        "期限“{clock}”的日期取自“{name}”，其值{given}不是日期"
    ),
    "the last day {name} is {given}, not after the start on {on}": "最后一日“{name}”为 {given}，不在起算日 {on} 之后",
    "the fact {name} is {given}, neither a number of working days nor a last day": (
        "“{name}”的值{given}既不是工作日数，也不是最后一日"
    ),
    "this clock runs in hours: give the instant as an aware datetime": "该期限以小时计：请给出带时区的时刻",
    "sub-task {task} is already open for {key}": "对{key}的“{task}”已在办理",
    "sub-task {task} is not open for {key}": "对{key}的“{task}”没有在办理",
    "fact {name} is missing: {zh} / {en}": "缺少“{zh}”（{name}）",
    "fact {name} does not belong to this case of the command": "“{name}”不属于这一步的这种情形",
    "unknown fact {name}; {known} expected": "不认识的事项“{name}”；可写 {known}",
    "fact {name} is {value}, not one of {known}": "“{name}”的值“{value}”不在 {known} 之列",
    "fact {name} is {value}, not an aware instant": "“{name}”的值“{value}”没有时区",
    "fact {name} is {value}, not {kind}": "“{name}”的值“{value}”不是{kind}",
    "fact {name} is {value}, empty": "“{name}”没有内容",
    "it happened on {day}, before the case was opened on {opened}": "发生在 {day}，早于登记日 {opened}",
    "it would have happened on {day}, after it was recorded at {recorded}": "发生在 {day}，晚于记录时刻 {recorded}",
    "{zh} / {en}": "{zh}",
    "a correction needs its reason": "更正须写明理由",
    "a link needs a relation and another case, not {relation} to {other}": (
        "关联须有关系和另一案件，不能是“{relation}”与“{other}”"
    ),
    "a second person must approve: {asks} asks and {approves} approves": (
        "须由另一人批准：提出人“{asks}”，批准人“{approves}”"
    ),
    "it has no event {seq}; it has 1 to {last}": "没有第 {seq} 条记录；记录为第 1 至第 {last} 条",
    "its opening cannot be voided; end the case instead": "登记不能撤销；请改为办结案件",
    "event {seq} is {type}, a consequence; void its cause": "第 {seq} 条（{type}）是随其他记录而生的；请撤销其原因",
    "event {seq} is already voided": "第 {seq} 条已经撤销",
    "later facts rest on event {seq}: {why}; void those first": (
        "以后的事实以第 {seq} 条为前提（{why}）；请先撤销以后的"
    ),
    "event {seq} {type} started in {state}, where the case would not have been; void it before event {wrong}": (
        "第 {seq} 条（{type}）始于“{state}”，撤销后案件不会在该状态；请先撤销第 {seq} 条，再撤销第 {wrong} 条"
    ),
    "{left} would be left open in the end state {state}; void the event that ended the case before event {wrong}": (
        "终结状态“{state}”下会留有未结的 {left}；请先撤销办结案件的记录，再撤销第 {wrong} 条"
    ),
}
_OF_A_STORE = {
    "event {at} is missing, event {found} follows event {before}": "缺第 {at} 条，第 {before} 条之后是第 {found} 条",
    "a second event {found} stands where event {at} belongs": "第 {at} 条的位置上是另一个第 {found} 条",
    "two texts carry the number {number}": "有两条都是第 {number} 条",
    "the text of event {number} stands in the place of event {at}": "第 {at} 条的位置上是第 {number} 条的内容",
    "its text does not give its {algorithm} digest, although event {next} rests on it": (
        "内容与其 {algorithm} 校验值不符，第 {next} 条却以它为前提"
    ),
    "its text does not give its {algorithm} digest": "内容与其 {algorithm} 校验值不符",
    "it stands after event {seq}, the last on record": "在案的最后一条是第 {seq} 条，它却在其后",
    "the history ends at event {last}, but event {seq} is on record": "记录止于第 {last} 条，在案的却有第 {seq} 条",
    "it was rewritten: its digest is not the one on record": "被改写过：校验值与在案的不同",
    "its digest is no longer the one that was read": "校验值已不是读取时的",
    "its events are there, its row is not": "记录还在，案件一行不在",
    "the whole case is gone, but a checkpoint has it": "整个案件不在了，检查点里却有",
    "its signature does not fit: another key, or it was changed": "签名不符：密钥不同，或者被改过",
    "it cannot be read ({error})": "不能读取（{error}）",
    "{file} beside the database does not hold {count} bytes in hexadecimal": (
        "数据库旁的 {file} 不是 {count} 字节的十六进制密钥"
    ),
    "they are encrypted under {cipher}, which is not on the ring of {known}": (
        "加密所用的“{cipher}”不在现有密钥（{known}）之中"
    ),
    "{names} of {command} cannot be kept without one": "没有密钥就不能保存“{command}”中的 {names}",
    "install disclosure-workflows[privacy] for encryption": "加密须安装 disclosure-workflows[privacy]",
    "the office was opened without keys": "没有给出密钥",
    "None is not a text": "缺少；请补上",
    "unknown; known are {known}": "不认识；可用 {known}",
    "only {known} are known": "只认 {known}",
    "{text} cannot be imported ({error}); write module:function": "“{text}”不能导入（{error}）；请写作 模块:函数",
    "the environment variable {variable} is empty; put the secret there": (
        "环境变量 {variable} 没有内容；请把密钥放在其中"
    ),
}
_OF_A_PAPER = {
    "it is empty, which some databases take for no value": "没有内容",
    "it has {length} characters, more than {most}": "有 {length} 个字，多于 {most}",
    "it holds control characters": "含有控制字符",
    "known kinds are {known}": "种类可为 {known}",
    "the name must be a plain file name": "须是不带路径的文件名",
    "another paper of this kind has the name": "同类中已有这个名称",
    "this library reads {format}": "本版本读 {format}",
}
_OF_A_REGISTER = {
    "no field {name}; the fields are {known}": "没有名为“{name}”的列；可用 {known}",
    "no header {header}": "没有表头“{header}”",
    "there is no such file": "没有这个文件",
    "check the path": "请核对路径",
    "{suffix} is no register format": "台账不能是这种格式（{suffix}）",
    "give one of {known}": "请给出 {known} 之一",
    "is a spreadsheet with the suffix of a text file": "是表格文件，后缀却是文本文件的",
    "rename it to .xlsx or .xls": "请改名为 .xlsx 或 .xls",
    "is neither UTF-8 (byte {first}) nor GB18030 (byte {second})": (
        "既不是 UTF-8（第 {first} 字节）也不是 GB18030（第 {second} 字节）"
    ),
    "save it as UTF-8": "请另存为 UTF-8",
    "reading a spreadsheet needs python-calamine": "读取表格文件需要 python-calamine",
    "python -m pip install {what}": "请安装：python -m pip install {what}",
    "is protected by a password": "有密码保护",
    "save it without one": "请去掉密码后另存",
    "is no spreadsheet: {error}": "不是表格文件（{error}）",
    "save it again as .xlsx or .csv": "请重新存为 .xlsx 或 .csv",
    "has no sheet {sheet}": "没有工作表“{sheet}”",
    "it has {sheets}": "现有：{sheets}",
    "has no cell with content": "没有任何内容",
    "check the file": "请核对文件",
    "is not TOML: {error}": "不是 TOML（{error}）",
    "is no TOML: {error}": "不是 TOML（{error}）",
    "has no table [columns] of names": "没有写列名的 [columns] 表",
    "write a table [columns] with lines such as {line}": "请写 [columns] 表，每行如 {line}",
    "a process that was reading it was ended from outside, perhaps for want of memory": (
        "正在读它的进程被外部终止，可能是内存不足"
    ),
    "free some memory and audit it again": "请腾出内存后重新检查",
    "{suffix} is no result format": "结果不能写成这种格式（{suffix}）",
    "end it in .xlsx, .csv or .json": "请以 .xlsx、.csv 或 .json 结尾",
    "cannot be written: {error}": "不能写入（{error}）",
    "check the folder and its rights": "请核对文件夹及其权限",
    "writing .xlsx needs XlsxWriter": "写 .xlsx 需要 XlsxWriter",
    "a sheet holds {rows} rows and the register has more": "一张工作表最多 {rows} 行，台账更多",
    "write .csv instead": "请改写 .csv",
}
_OF_A_NOTICE = {
    "no title found (…关于…的通知); begin with the notice's title": "没有找到标题（…关于…的通知）；请从通知的标题开始",
    "no year found in the title": "标题中没有年份",
    "no number found (国办发明电〔…〕…号 on a line of its own); give it as number": (
        "没有找到文号（国办发明电〔…〕…号，单独一行）；请用 --number 写明"
    ),
    "no issue date found (…年…月…日 on a line of its own); give it as issued": (
        "没有找到成文日期（…年…月…日，单独一行）；请用 --issued 写明"
    ),
    "issued {day}, but arranges {year}: give the right date as issued": (
        "成文日期为 {day}，安排的却是 {year} 年；请用 --issued 写明正确的日期"
    ),
    "{day} is not a day of the calendar": "{day} 不是日历上的日子",
    "the text is empty: give the notice as published": "没有内容；请给出公布的通知原文",
    "no holiday found: no line says which days are off": "没有找到放假安排：没有一行写明哪几日放假",
    "a number that is no date: write each day as …月…日": "数字不是日期：每一日请写作…月…日",
    "cannot tell whether these days are off or worked": "看不出这几日是放假还是上班",
    "extends {name} {year}, whose notice is not known: give it as earlier": (
        "延长 {year} 年{name}假期，而该年的通知尚未导入；请先导入"
    ),
    "extends {name} to {last}, but it already lasted to {before}": "把{name}假期延长至 {last}，而原来已至 {before}",
    "says {said}, but the days off named are {count}": "写的是{said}，列明的放假日却是 {count} 日",
    "unknown festival {name}; known are {known}": "不认识的节日“{name}”；节日有{known}",
    "{text} has no month": "“{text}”没有月份",
    "{day} is 星期{right}, not 星期{said}": "{day} 是星期{right}，不是星期{said}",
    "{day} is of another year than {year}": "{day} 不在 {year} 年",
    "{first} to {last} ends before it begins": "{first} 至 {last} 止于开始之前",
    "{day} is both off and worked": "{day} 既放假又上班",
    "{day} is both a day off and a day worked": "{day} 既放假又上班",
    "{day} is off twice, under {first} and {second}": "{day} 在{first}和{second}中两次放假",
    "{year} without {missing}: is the text complete?": "{year} 年缺{missing}：原文是否完整？",
    "empty: a notice is known by its number": "没有文号：通知以文号为准",
    "{kind} does not fit the region {region}": "“{kind}”与地区“{region}”不符",
    "{published} is before issued {issued}": "公布日 {published} 早于成文日期 {issued}",
    "no day off and no day worked: not announced": "既没有放假也没有上班的日子：尚未公布",
    "{day} lies outside {year} and the December before it: a wrong year?": (
        "{day} 不在 {year} 年及上年十二月之内：年份是否有误？"
    ),
    "{day} is given twice, {one} under {first} and {two} under {second}": (
        "{day} 出现两次：{first}作{one}，{second}作{two}"
    ),
    "{number} is there twice, also in {file}": "{number} 出现两次，另一份在 {file}",
    "no notice arranges {year}, though {after} has one: add it": "{after} 年有通知而 {year} 年没有；请导入该年的",
    "{number} says {state}, {other} of the same day says {before}: correct one of them": (
        "{number} 作{state}，同日的 {other} 作{before}；请改正其一"
    ),
    "{number} and {other} both arrange {year}: remove one of them": "{number} 与 {other} 都安排 {year} 年；请去掉其一",
    "differs on {day} from {number} in {file}: correct or remove it": (
        "{day} 与 {file} 中的 {number} 不同；请改正或者去掉"
    ),
    "{number} is there already and differs: remove that file first": "{number} 已在其中，内容不同；请先去掉该文件",
    "is there already and holds another notice: remove it first": "已经存在，且是另一份通知；请先去掉",
    "is a file, not a folder of notices": "是文件，不是存放通知的文件夹",
    "is not a holiday-cn year file; its top is a table with year, papers and days": (
        "不是 holiday-cn 的年度文件；最上层应有 year、papers、days"
    ),
    "empty: {year} is not announced in this file; wait for the notice": (
        "没有内容：该文件尚无 {year} 年的安排，请等待通知"
    ),
    "cannot be read: {error}; reinstall chinesecalendar": "不能读取（{error}）；请重新安装 chinesecalendar",
    "holds part of the year only: {day} is no holiday in it; add the notice": (
        "只有一年的一部分：其中 {day} 不是假日；请导入通知"
    ),
    "the earliest day in evidence is {month}-{day}: correct one of them": "所见最早的是 {month}-{day}；请改正其一",
}
_OF_THE_CALENDAR = {
    "no such region; choose one of {known}": "没有这个地区；可选 {known}",
    "no annual notice is known on {day}, so no day can be answered": "截至 {day} 没有年度通知，任何一日都无从回答",
    "no annual notice is known, so no day can be answered": "没有年度通知，任何一日都无从回答",
    "no notice of {name} known on {day}: use the national calendar or add one": (
        "截至 {day} 没有{name}的通知；请用全国日历，或者导入其通知"
    ),
    "no notice of {name}: use the national calendar or add one": "没有{name}的通知；请用全国日历，或者导入其通知",
    "{last} is before first {first}": "最后一日 {last} 早于第一日 {first}",
    "{day} is outside {first} to {last}": "{day} 不在 {first} 至 {last} 之内",
    "{last} does not end a year: notices arrange whole years": "{last} 不是年末：通知按整年安排",
    "no day of its own is known on {day}, so those of an unannounced year cannot be bounded: use the national "
    "calendar, or add a notice of the region": (
        "截至 {day} 没有该地区自己的通知，未公布年份的日子无从估计；请用全国日历，或者导入该地区的通知"
    ),
}
_OF_A_FILE = {
    "missing; add it": "缺少；请补上",
    "the table is missing": "缺少这个表",
    "unknown table": "不认识的表",
    "unknown key; the keys here are {known}": "不认识的项；此处可用 {known}",
    "write [[{name}]] tables": "请写作 [[{name}]] 表",
    "cannot be read: {error}": "不能读取（{error}）",
    "{text} is not a day or a range; write {example}": "“{text}”不是日期或者区间；请写作 {example}",
    "{text} ends before it begins": "“{text}”止于开始之前",
    "{value} is not a day; write it as {example}, without quotes": "“{value}”不是日期；请写作 {example}，不加引号",
    "{value} is not a day; write {example}": "“{value}”不是日期；请写作 {example}",
    "{value} is not true or false": "“{value}”不是 true 或 false",
    "{value} is not a list of years": "“{value}”不是年份的列表",
    "{value} is not a list of texts; name at least one": "“{value}”不是文字的列表；请至少写一项",
    "{value} is not a whole number of {least} or more": "“{value}”不是不小于 {least} 的整数",
    "{value} is not a text; write what the source says": "“{value}”不是文字；请照出处写明",
    "{value} is not a text, number, yes/no or list of texts": "“{value}”不是文字、数字、是否或者文字的列表",
    "{value} is not a text": "“{value}”不是文字",
    "{value} is not a table": "“{value}”不是表",
    "{value} is not the name of its folder": "“{value}”与文件夹的名称不同",
    "no place {name}; known are {known}": "没有地方“{name}”；现有 {known}",
    "{value} is none of {known}": "“{value}”不在 {known} 之列",
    "{value} is not one of {known}": "“{value}”不在 {known} 之列",
}
_OF_A_COMMAND = {
    "Missing argument {name}. Choose from:{known}": "缺少参数 {name}；可写：{known}",
    "Missing argument {name}.": "缺少参数 {name}",
    "Missing option {name}. Choose from:{known}": "缺少选项 {name}；可写：{known}",
    "Missing option {name}.": "缺少选项 {name}",
    "Missing parameter: {name}": "缺少 {name}",
    "Missing parameter {name}.": "缺少 {name}",
    "Missing command.": "缺少命令",
    "No such command {name}. Did you mean {near}?": "没有命令 {name}；是否指 {near}？",
    "No such command {name}. (Did you mean one of: {near}?)": "没有命令 {name}；是否指 {near} 之一？",
    "No such command {name}.": "没有命令 {name}",
    "No such option: {name} Did you mean {near}?": "没有选项 {name}；是否指 {near}？",
    "No such option: {name} (Possible options: {near})": "没有选项 {name}；是否指 {near} 之一？",
    "No such option: {name}": "没有选项 {name}",
    "No such option {name}. Did you mean {near}?": "没有选项 {name}；是否指 {near}？",
    "No such option {name}. (Did you mean one of: {near}?)": "没有选项 {name}；是否指 {near} 之一？",
    "No such option {name}.": "没有选项 {name}",
    "Got unexpected extra argument ({name})": "多出的参数：{name}",
    "Got unexpected extra arguments ({name})": "多出的参数：{name}",
    "Option {name} requires an argument.": "选项 {name} 后面要有值",
    "Option {name} does not take a value.": "选项 {name} 后面没有值",
    "Invalid value for {name} (env var: {var}): {why}": "{name}（环境变量 {var}）的值不对：{why}",
    "Invalid value for {name}: {why}": "{name} 的值不对：{why}",
    "Invalid value: {why}": "值不对：{why}",
    "{value} is not a valid integer.": "{value} 不是整数",
    "{value} is not a valid integer range.": "{value} 不是整数",
    "{value} is not a valid float.": "{value} 不是数",
    "{value} is not a valid float range.": "{value} 不是数",
    "{value} is not in the range {range}.": "{value} 不在 {range} 之内",
    "{value} is not one of {known}.": "“{value}”不在 {known} 之列",
    "File {name} does not exist.": "没有文件 {name}",
    "Path {name} does not exist.": "没有文件或者文件夹 {name}",
    "File {name} is a directory.": "{name} 是文件夹，不是文件",
    "Path {name} is a directory.": "{name} 是文件夹，不是文件",
    "Directory {name} is a file.": "{name} 是文件，不是文件夹",
    "File {name} is not readable.": "没有读文件 {name} 的权限",
    "Path {name} is not readable.": "没有读 {name} 的权限",
}
"""What click says of what was typed, in all its versions from 8.1."""
PHRASES = {
    **_OF_A_COMMAND,
    **_OF_A_COUNT,
    **_OF_A_CASE,
    **_OF_A_STORE,
    **_OF_A_PAPER,
    **_OF_A_REGISTER,
    **_OF_A_NOTICE,
    **_OF_THE_CALENDAR,
    **_OF_A_FILE,
}
"""Each reason with its Chinese, the more special before the more general."""


def phrase(why: str | Reason) -> str:
    """Say a reason in Chinese; one that is not known stays as it is.

    >>> phrase("foi.reply cannot be extended")
    'foi.reply 不可延长'
    """
    if isinstance(why, Reason):
        return why.zh
    for pattern, zh in _patterns():
        found = pattern.fullmatch(why)
        if found:
            return zh.format_map({name: _value(name, text) for name, text in found.groupdict().items()})
    return why


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((_pattern(en), zh) for en, zh in PHRASES.items())


def _pattern(en: str) -> re.Pattern[str]:
    parts = re.split(r"\{(\w+)\}", en)
    made = "".join(f"(?P<{part}>.+?)" if at % 2 else re.escape(part) for at, part in enumerate(parts))
    return re.compile(made, re.DOTALL)


def _value(name: str, text: str) -> str:
    """Say what was taken over: a term, a cause and a word in Chinese, a quoted name as it is without its quotes."""
    if name == "why":
        return phrase(text)
    if _is_quoted(text) and "', '" not in text:
        return CAUSES.get(text[1:-1], (text[1:-1],))[0]
    parts = re.sub(r"(\w+)\(n=(\d+)\)", _term, text.strip()).replace(",\n", ", ").split(", ")
    return "、".join(_word(part.strip(), is_choice=name == "known") for part in parts)


def _is_quoted(text: str) -> bool:
    return len(text) > 1 and text[0] == text[-1] and text[0] in "'\""


def _word(text: str, *, is_choice: bool) -> str:
    """Say one word; a choice keeps the code by which it is given."""
    text = text[1:-1] if _is_quoted(text) else text
    if text in CAUSES:
        return f"{CAUSES[text][0]}（{text}）" if is_choice else CAUSES[text][0]
    return _WORDS.get(text, text)


def _term(found: re.Match[str]) -> str:
    kind = _TERMS.get(found[1])
    return found[0] if kind is None else length(kind(int(found[2])), "zh")
