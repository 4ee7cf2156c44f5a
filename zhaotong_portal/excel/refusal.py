"""A file that cannot be read as a whole, and what to tell the person who sent it."""

TEXTS = {
    "unreadable_file": "文件打不开，可能没有传完或已经损坏。请在电脑上打开确认后另存一份再上传。",
    "unsupported_format": "这不是 Excel 工作簿（{found}）。请在 Excel 或 WPS 中打开，另存为 .xlsx 后再上传。",
    "other_template": "这是{found}",
    "unsupported_kind": "这类清单暂不能导入。请改用平台支持的清单类型。",
    "encrypted_file": "文件设有打开密码，无法读取。请去掉密码、另存后再上传。",
    "too_large": "文件太大（{found}）。请删去多余的工作表、空白行列和图片，或分成几份上传。",
    "guarded_text": "含有不得录入的内容（{found}）。涉密内容不得录入，文件没有保存，请通过机要渠道报送；删去后可以重新上传。",
    "no_header": "没有找到表头。表头须有一行写明“责任单位”“事项”“完成时限”等栏目名称，请补上后再上传。",
    "no_month": "没有写明是哪个月的进展。请在标题中写明，如“2025年11月”，或在上传时填写月份。",
    "no_such_list": "没有写明是哪一类清单。请在标题中写明清单名称，平台现有的其他清单：{found}。",
    "empty_sheet": "表头下面没有记录。请确认数据在可见的工作表中，填好后再上传。",
}


class FileRefused(Exception):
    """Raised for the file as a whole; `code` is from the contract, `text` is for the reader."""

    def __init__(self, code, found=""):
        self.code = code
        self.text = TEXTS[code].format(found=found or "无法识别")
        super().__init__(f"{code}: {self.text}")
