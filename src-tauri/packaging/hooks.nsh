; Offers Whatsit under "Open with" for pictures, and leaves every default as it is.

!macro EACH_PICTURE_ENDING DO
  !insertmacro ${DO} ".png"
  !insertmacro ${DO} ".apng"
  !insertmacro ${DO} ".jpg"
  !insertmacro ${DO} ".jpeg"
  !insertmacro ${DO} ".jpe"
  !insertmacro ${DO} ".jfif"
  !insertmacro ${DO} ".webp"
  !insertmacro ${DO} ".gif"
!macroend

!macro OFFER ENDING
  WriteRegStr SHCTX "Software\Classes\${ENDING}\OpenWithProgids" "${PRODUCTNAME}.Picture" ""
!macroend

!macro OFFER_NO_MORE ENDING
  DeleteRegValue SHCTX "Software\Classes\${ENDING}\OpenWithProgids" "${PRODUCTNAME}.Picture"
!macroend

!macro NSIS_HOOK_POSTINSTALL
  WriteRegStr SHCTX "Software\Classes\${PRODUCTNAME}.Picture" "" "${PRODUCTNAME}"
  WriteRegStr SHCTX "Software\Classes\${PRODUCTNAME}.Picture\DefaultIcon" "" "$INSTDIR\${MAINBINARYNAME}.exe,0"
  WriteRegStr SHCTX "Software\Classes\${PRODUCTNAME}.Picture\shell\open\command" "" "$\"$INSTDIR\${MAINBINARYNAME}.exe$\" $\"%1$\""
  !insertmacro EACH_PICTURE_ENDING OFFER
  System::Call 'shell32::SHChangeNotify(i 0x08000000, i 0, p 0, p 0)'
!macroend

!macro NSIS_HOOK_POSTUNINSTALL
  DeleteRegKey SHCTX "Software\Classes\${PRODUCTNAME}.Picture"
  !insertmacro EACH_PICTURE_ENDING OFFER_NO_MORE
  System::Call 'shell32::SHChangeNotify(i 0x08000000, i 0, p 0, p 0)'
!macroend
